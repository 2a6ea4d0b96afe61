"""A real gunicorn with the portal in it, and the proxy as it is shipped before it."""

import os
import secrets
import signal
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from script.free_port import free_port
from tests.config.proxied import Proxy
from tests.exports.engine import answers, until
from tests.journeys.portal import Portal

HOST = "toolkit.example.org"


class Web(Portal):
    """Database, files, cache and gunicorn as elsewhere; no worker and no beat."""

    def __init__(self, knocks_at: int) -> None:
        super().__init__()
        self.environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",  # real caches, kept pages, no style sheets to collect
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "BASE_URL": f"https://{HOST}",
            "BEHIND_PROXY": "true",
            "PROXY_ADDRESSES": f"http://127.0.0.1:{knocks_at}",
        }

    def start(self) -> None:
        self.environment["DATABASE_URL"] = self.own_database(os.environ.get("DATABASE_URL", ""))
        self.environment |= self.own_queue(os.environ.get("REDIS_URL", ""))
        for name in ("broker/queue", "broker/control", "exports", "media"):
            (self.folder / name).mkdir(parents=True)
        self.begin()

    def begin(self) -> None:
        """As deploy/systemd has it."""
        web = f"gunicorn config.wsgi --bind 127.0.0.1:{self.port} --preload --workers 2 --threads 4"
        self.serve("web", f"{web} --no-control-socket")
        until(lambda: answers(self.port), seconds=90, what="gunicorn")

    def end(self) -> None:
        """As when its container is ended: nobody listens any more."""
        self.tell(signal.SIGKILL)
        self.servers["web"].wait()

    def tell(self, sign: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.servers["web"].pid, sign)


class Front:
    """Both together: `get` asks the proxy."""

    def __init__(self, folder: Path) -> None:
        plain = free_port()
        self.web = Web(plain)
        self.web.start()
        self.proxy = Proxy(folder, upstream=f"127.0.0.1:{self.web.port}", plain=plain)
        self.get = self.proxy.get

    def stop(self) -> None:
        self.proxy.stop()
        self.web.tell(signal.SIGCONT)
        self.web.stop()


def session_cookie() -> str:
    """As a browser has that was here before; nobody's."""
    return f"{settings.SESSION_COOKIE_NAME}={secrets.token_hex(16)}"


def session_table() -> str:
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    return str(store.get_model_class()._meta.db_table)
