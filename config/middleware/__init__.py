"""What every request passes. Named in settings.MIDDLEWARE; the order there is explained where it matters.

hosts.py       the portal answers to its own names only, in one spelling
digits.py      numbers in the digits of the page's language
responses.py   policies for browsers, style sheets named ahead, compression
redirects.py   redirects that administrators write
sessions.py    how long somebody stays signed in, and the second step
throttle.py    429 before anything expensive is done

The one that answers from the page cache: config/page_cache/middleware.py.
"""

from config.middleware.digits import DigitsMiddleware
from config.middleware.hosts import CanonicalHostMiddleware
from config.middleware.redirects import PortalRedirectMiddleware
from config.middleware.responses import CompressionMiddleware, PreloadMiddleware, ResponsePolicyMiddleware
from config.middleware.sessions import SecondFactorMiddleware, SignInMiddleware
from config.middleware.throttle import ThrottleMiddleware

__all__ = [
    "CanonicalHostMiddleware",
    "CompressionMiddleware",
    "DigitsMiddleware",
    "PortalRedirectMiddleware",
    "PreloadMiddleware",
    "ResponsePolicyMiddleware",
    "SecondFactorMiddleware",
    "SignInMiddleware",
    "ThrottleMiddleware",
]
