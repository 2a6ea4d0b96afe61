"""The clock in a process of its own: it sends by name, and loads little to do so."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.thorough
SEND = """
import json, sys
from config.beat import app
app.loader.import_default_modules()  # as beat begins
app.finalize()
from config.scheduler import PortalScheduler
beat = PortalScheduler(app=app, schedule_filename=app.conf.beat_schedule_filename, lazy=True)
beat.setup_schedule()
for entry in beat.schedule.values():
    beat.apply_async(entry, advance=False)
print(json.dumps([name for name in sys.modules if name in {"wagtail.models", "toolkit", "network"}]))
"""


def test_beat_puts_every_task_into_the_queue_of_its_worker_and_loads_no_other_app(tmp_path: Path) -> None:
    (tmp_path / "broker/queue").mkdir(parents=True)
    (tmp_path / "broker/control").mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "PORTAL": "embedded", "SECRET_KEY": "s" * 50, "VAR_DIR": str(tmp_path)}
    words = [sys.executable, "-c", SEND]
    done = subprocess.run(words, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    sent = [json.loads(file.read_text()) for file in (tmp_path / "broker/queue").iterdir()]
    ours = {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {message["headers"]["task"] for message in sent} - {"celery.backend_cleanup"} == ours
    assert {message["properties"]["delivery_info"]["routing_key"] for message in sent} == {"celery"}
