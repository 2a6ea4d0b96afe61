"""What every request passes. Named in settings.MIDDLEWARE; the order there is explained where it matters."""

from config.middleware.pages import Compress, Policies
from config.middleware.sessions import SecondFactor, SignIns
from config.middleware.throttle import Throttle

__all__ = ["Compress", "Policies", "SecondFactor", "SignIns", "Throttle"]
