"""script/server in an empty folder: what a person gets who typed one command. All other tests begin with a copy."""

import re
import time
from collections.abc import Callable
from pathlib import Path

from tests.config.served import script_server
from tests.exports.engine import until

PAPER = "/en/files/ask/toolkit.checklist/"


def test_one_command_serves_pages_and_makes_a_file_from_nothing(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    portal = script_server(tmp_path, tmp_path / "portal.sqlite3", "fr,ar,fa,prs,ps,ur,bn")
    try:
        ready = time.monotonic() - began
        assert "assword" in (tmp_path / "server.log").read_text(), "nobody could sign in"
        assert ready < 240, "all languages within four minutes"
        for path in ("/en/", "/prs/", "/bn/tools/sentencing/", "/en/tools/", "/en/law/", "/en/kit/", "/en/modules/"):
            assert portal.get(path).status == 200, path
        (paper,) = re.findall(rf"{PAPER}\d+/\?[^\"]*", portal.get("/en/checklists/investigation/").body.decode())[:1]
        until(lambda: portal.get(paper.replace("&amp;", "&")).status == 302, seconds=120, what="the file")
    finally:
        portal.stop()
    record_property(
        "figure", f"ready after {ready:.0f} s, a checklist as PDF {time.monotonic() - began - ready:.0f} s later"
    )
