import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from contextlib import suppress  # noqa: E402
from importlib import import_module  # noqa: E402

from django.conf import settings  # noqa: E402  # needs the apps loaded

from config.checks import refuse_to_start_incomplete  # noqa: E402
from exports.pdf import renderer_fingerprint  # noqa: E402

refuse_to_start_incomplete()
# Every view, half a second of imports: here, before workers are forked, instead of while each one's first reader waits.
import_module(settings.ROOT_URLCONF)
# The renderer's name, for which fontconfig is asked fifteen times: here, instead of while the first reader of each
# process to ask for a file waits. Without fonts she is told; pages need none.
with suppress(Exception):
    renderer_fingerprint()
