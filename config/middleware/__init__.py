"""What every request passes. Named in settings.MIDDLEWARE; the order there is explained where it matters."""

from config.middleware.names import OwnName
from config.middleware.pages import Compress, Policies
from config.middleware.redirects import Redirects
from config.middleware.sessions import SecondFactor, SignIns
from config.middleware.throttle import Throttle
from config.page_cache.middleware import KeptPages

__all__ = ["Compress", "KeptPages", "OwnName", "Policies", "Redirects", "SecondFactor", "SignIns", "Throttle"]
