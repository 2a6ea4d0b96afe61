"""How much one member may see and do in a day and in a month: guards against who copies, and who is made to."""

import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.limits import DAY, LEAK, Limit, build_purse_keys, consume_limit, count_remaining, give_back_limit
from accounts.models import Purse
from network.models.people import Member

MONTH = 30 * DAY
HOUR = 60 * 60


@dataclass(frozen=True)
class Budget:
    """Several limits of one kind of act: what is taken is taken from all of them, or from none."""

    name: str
    limits: tuple[Limit, ...]

    def consume(self, member: Member, coins: int = 1) -> bool:
        """False where one of the limits does not hold so much: then nothing is taken."""
        for place, limit in enumerate(self.limits):
            if not consume_limit(self.name, str(member.pk), limit, coins):
                for earlier in self.limits[:place]:
                    give_back_limit(self.name, str(member.pk), earlier, coins)
                return False
        return True

    def give_back(self, member: Member, coins: int = 1) -> None:
        """Gives back what was taken and led to nothing."""
        for limit in self.limits:
            give_back_limit(self.name, str(member.pk), limit, coins)

    def count_remaining(self, member: Member) -> int:
        """How much the member could take now."""
        return min(count_remaining(self.name, str(member.pk), limit) for limit in self.limits)

    def wait(self, member: Member, coins: int = 1) -> float:
        """Seconds until the member can take so much; 0 where she can now."""
        return max(compute_wait(self.name, str(member.pk), limit, coins) for limit in self.limits)


def compute_wait(purpose: str, who: str, limit: Limit, coins: int) -> float:
    """Seconds until so many can be taken; 0 where they can now."""
    now = time.time()
    found = Purse.objects.using(settings.LIMITS).filter(key__in=build_purse_keys(purpose, who, limit))
    until = max([now, *found.values_list("empty_until", flat=True)])
    return max(0.0, until - now + (coins - limit.at_once) * limit.each - LEAK)


def describe_wait(seconds: float) -> str:
    """When to try again, in words that need no clock: nobody knows in which time zone the member sits."""
    if seconds <= HOUR:
        n = max(1, math.ceil(seconds / 60))
        return ngettext("Come back in %(n)s minute.", "Come back in %(n)s minutes.", n) % {"n": n}
    if seconds <= 2 * DAY:
        n = math.ceil(seconds / HOUR)
        return ngettext("Come back in %(n)s hour.", "Come back in %(n)s hours.", n) % {"n": n}
    return _("Come back in %(n)s days.") % {"n": math.ceil(seconds / DAY)}
