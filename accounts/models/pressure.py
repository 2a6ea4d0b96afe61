"""When more passwords are to be compared than the processors should be busy with. No door is shut then: it asks for work."""

from django.conf import settings
from django.http import HttpRequest

from accounts.models.devices import is_known
from accounts.models.limits import Limit, spend

MINUTE = 60


def count_hashes(request: HttpRequest, hashes: int) -> None:
    """Notes what this request is about to cost, and whether it is more than all together should."""
    ceiling = Limit(max(2, settings.PASSWORDS_PER_MINUTE), MINUTE)
    request.is_too_much = not spend("passwords", "everybody", ceiling, coins=hashes)  # type: ignore[attr-defined]


def is_busy(request: HttpRequest) -> bool:
    """Whether this visit has to work before a password is compared: the soft ceiling is passed, and it comes neither
    from a known device nor with finished work.

    A right code makes no difference: who is asked for no work would know that it was right, and that there is an account.
    """
    return getattr(request, "is_too_much", False) and not is_known(request) and not has_worked(request)


def has_worked(request: HttpRequest) -> bool:
    """Whether the puzzle of this form is solved, or its waiting is over. Until there are such (accounts/models/work.py)
    everybody passes; this is the one place that asks."""
    return True
