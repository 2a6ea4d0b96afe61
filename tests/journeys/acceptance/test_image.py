"""D33: what the Dockerfile and docker-compose.yml describe, built and run without Docker."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
Figure = Callable[[str, object], None]


def test_the_image_makes_a_checklist(record_property: Figure) -> None:
    """In a clean Debian root, in namespaces of its own, against servers that it starts itself."""
    outside = {"PATH", "HOME", "LANG", "TMPDIR"}
    reaching = re.compile(r"(?i)(pip|uv|ssl|requests|curl)_\w+|\w+_proxy")  # how this machine reaches its packages
    env = {name: value for name, value in os.environ.items() if name in outside or reaching.fullmatch(name)}
    done = subprocess.run(["script/image_proof"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=1500)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    record_property("figure", done.stdout.splitlines()[-1].removeprefix("figure: "))
