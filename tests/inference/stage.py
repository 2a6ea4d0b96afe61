"""The servers of both modes, twice: `embedded` as script/server runs them, `production` behind nginx with the files of
deploy/, on PostgreSQL and two Redis. Plain processes, which the kernel ends with us.

Both portals of a mode have the same keys and the same world, built once and put back by copying. Their clock is a file
(clock.py): it stands still until a cell moves it. Jobs are done by hand at the hours when the worker does them (jobs.py).
"""

import base64
import json
import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.inference.databases import Files, Server
from tests.inference.portal import HOSTS, Portal

KEPT = ("PATH", "HOME", "LANG")
MODES = ("embedded", "production")
COUNTRIES = ["*", "AF", "BD", "IR", "IQ", "PK"]


class Stage:
    """Two portals of one mode and the world they begin with."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.folder = Path(tempfile.mkdtemp(prefix="portal-inference-"))
        self.folder.chmod(0o755)
        self.databases = Files(self.folder) if mode == "embedded" else Server()
        self.facts: dict[str, Any] = {}
        keys = {"1": base64.b64encode(secrets.token_bytes(32)).decode()}
        (self.folder / "keys.json").write_text(json.dumps({"blind": keys, "scopes": dict.fromkeys(COUNTRIES, keys)}))
        self.portals = [
            Portal(mode, letter, self.databases, self.folder / letter, self.environment()) for letter in "AB"
        ]

    def environment(self) -> dict[str, str]:
        is_production = self.mode == "production"
        host = HOSTS[self.mode]
        found = {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.inference.settings",
            "PORTAL": self.mode,
            "SECRET_KEY": self.secret,
            "KEYS_FILE": str(self.folder / "keys.json"),
            "ALLOWED_HOSTS": host.partition(":")[0],
            "BASE_URL": f"http{'s' * is_production}://{host}",
            "SELF_REGISTRATION": "true",
            "SECURITY_CONTACT": "security@example.org",
            "PYTHONUNBUFFERED": "1",
            "PYTHONHASHSEED": "0",  # Wagtail writes sets of classes in whatever order they have
        }
        if is_production:
            found |= {"BEHIND_PROXY": "true", "PROXIES": "1", "FORWARDED_ALLOW_IPS": "127.0.0.1"}
        return found

    @property
    def secret(self) -> str:
        file = self.folder / "secret"
        if not file.exists():
            file.write_text(secrets.token_urlsafe(50))
        return file.read_text()

    def start(self) -> None:
        for portal in self.portals:
            self.databases.begin(portal.letter)
            portal.start()
        first, _second = self.portals
        self.facts = first.do("tests.inference.world.build")
        self.databases.copy("A", "world")
        for portal in self.portals:
            portal.wait_for("the portal", portal.is_up)

    def pair(self, source: str = "world") -> list[Portal]:
        """Both, put back."""
        for portal in self.portals:
            portal.put_back(source)
        return self.portals

    def stop(self) -> None:
        for portal in self.portals:
            with suppress(AttributeError):  # it had not come so far
                portal.stop()
        for name in ("A", "B", "world"):
            self.databases.drop(name)
        shutil.rmtree(self.folder, ignore_errors=True)
