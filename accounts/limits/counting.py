"""How often somebody may try what could hurt somebody else: guards, counted in the database.

Not in a cache, which forgets when it is full and counts twice when two ask at once; and on a connection of its own
(settings.LIMITS), so that a refusal's rollback gives no try back. Kept is one moment a purse, under keyed hashes.
The rule is the generic cell rate algorithm (ITU-T I.371): a purse holds `burst` tries and refills evenly, so that no
window of the limit's length, wherever it begins, holds more than its number.
"""

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connections, models
from django.utils.crypto import salted_hmac

from accounts.models import Purse

DAY = 24 * 60 * 60
# One statement, the same on PostgreSQL and SQLite: of two that ask at once, the second sees what the first one took.
# `old` is the same purse under yesterday's key: midnight gives nothing back.
SPEND = """
INSERT INTO accounts_purse (key, empty_until)
SELECT %(key)s, held.until + %(cost)s FROM (
    SELECT CASE WHEN found.until > %(now)s THEN found.until ELSE %(now)s END AS until
    FROM (SELECT COALESCE((SELECT empty_until FROM accounts_purse WHERE key = %(old)s), 0.0) AS until) AS found
) AS held
WHERE held.until + %(cost)s <= %(most)s
ON CONFLICT (key) DO UPDATE SET empty_until =
    CASE WHEN accounts_purse.empty_until > %(now)s THEN accounts_purse.empty_until ELSE %(now)s END + %(cost)s
WHERE CASE WHEN accounts_purse.empty_until > %(now)s THEN accounts_purse.empty_until ELSE %(now)s END + %(cost)s
    <= %(most)s
RETURNING empty_until
"""
LEAK = 1e-3  # seconds: what adding and taking away floats may lose


@dataclass(frozen=True)
class Limit:
    """At most `number` tries in any window of `seconds`, `burst` of them at once (half of them where nothing is said).
    The rest comes back evenly."""

    number: int
    seconds: int
    burst: int | None = None

    @property
    def at_once(self) -> int:
        return self.burst or max(1, (self.number + 1) // 2)

    @property
    def each(self) -> float:
        """Seconds until one try has come back."""
        return self.seconds / max(1, self.number - self.at_once)


# What a try is taken from: (purpose, who, limit), as `consume_limit` and the others take it.
LimitKey = tuple[str, str, Limit]


def consume_limit(purpose: str, who: str, limit: Limit, coins: int = 1) -> bool:
    """Takes tries. False where there are not so many: then none is taken. Raises OperationalError where the database
    is away: a door whose limit nobody counts stays shut."""
    now = time.time()
    key, old = build_purse_keys(purpose, who, limit)
    most = now + limit.at_once * limit.each + LEAK
    values: dict[str, str | float] = {"key": key, "old": old, "now": now, "cost": coins * limit.each, "most": most}
    with connections[settings.LIMITS].cursor() as cursor:
        cursor.execute(SPEND, values)
        return cursor.fetchone() is not None


def give_back_limit(purpose: str, who: str, limit: Limit, coins: int = 1) -> None:
    """Gives tries back that turned out to be honest: a right password costs nothing."""
    key, _old = build_purse_keys(purpose, who, limit)
    rows = Purse.objects.using(settings.LIMITS).filter(key=key)
    rows.update(empty_until=models.F("empty_until") - coins * limit.each)


def count_remaining(purpose: str, who: str, limit: Limit) -> int:
    """How many tries there are now."""
    now = time.time()
    found = Purse.objects.using(settings.LIMITS).filter(key__in=build_purse_keys(purpose, who, limit))
    until = max([now, *found.values_list("empty_until", flat=True)])
    return max(0, math.floor(limit.at_once - (until - now - LEAK) / limit.each))


def delete_full_purses(now: datetime) -> None:
    Purse.objects.using(settings.LIMITS).full(now).delete()


def build_purse_keys(purpose: str, who: str, limit: Limit) -> tuple[str, str]:
    """The purse's name, and the one it had yesterday. One that may be empty for longer has one name for ever: nobody
    would look under that of two days ago."""
    if limit.at_once * limit.each > DAY:
        name = name_of("ever", purpose, who, limit)
        return name, name
    today = datetime.fromtimestamp(time.time(), UTC)
    yesterday = today - timedelta(days=1)
    return name_of(f"{today:%Y-%m-%d}", purpose, who, limit), name_of(f"{yesterday:%Y-%m-%d}", purpose, who, limit)


def name_of(day: str, purpose: str, who: str, limit: Limit) -> str:
    said = f"{purpose}|{who}|{limit.number}|{limit.seconds}|{limit.at_once}"
    return salted_hmac(f"accounts.limits.{day}", said, algorithm="sha256").hexdigest()
