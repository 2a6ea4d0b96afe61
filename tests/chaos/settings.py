"""The portal as it runs, for processes that are killed: caches and queue on a real Redis, pages kept."""

from config.settings import CACHES as SHARED
from config.settings import INSTALLED_APPS as APPS
from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*APPS, "tests.chaos"]
CACHES = SHARED
KEEP_PAGES = True
CLIENT_ROOM = 0  # all come from one address
