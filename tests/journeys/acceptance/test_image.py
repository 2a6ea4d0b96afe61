"""D33: the image and docker-compose.yml under a real Docker engine."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
Figure = Callable[[str, object], None]


def test_the_image_serves_is_upgraded_and_comes_back_from_every_kill(record_property: Figure) -> None:
    """With an engine of its own in namespaces of its own (script/image_check)."""
    outside = {"PATH", "HOME", "LANG", "TMPDIR", "IMAGE_BEFORE"}
    reaching = re.compile(r"(?i)(pip|uv|ssl|requests|curl)_\w+|\w+_proxy")  # how this machine reaches its packages
    env = {name: value for name, value in os.environ.items() if name in outside or reaching.fullmatch(name)}
    done = subprocess.run(["script/image_check"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=3000)
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-4000:]}"
    record_property("figure", done.stdout.splitlines()[-1].removeprefix("figure: "))
