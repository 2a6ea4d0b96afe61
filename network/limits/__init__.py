"""How often a member may do what would let her copy the network, or be made to. Each limit stands here once."""

from accounts.limits import DAY, Limit
from network.domain.retention import CARDS_COUNTED
from network.limits.budgets import HOUR, MONTH, Budget, compute_wait, describe_wait

__all__ = [
    "CARDS",
    "CIRCLE_ENTRIES",
    "CONTACTS",
    "CONTACTS_A_MONTH_QUIETLY",
    "CONTACTS_QUIETLY",
    "COPYING",
    "FEWEST_A_MONTH",
    "FEWEST_TO_ALARM",
    "HOUR",
    "HOURS_REFUSED",
    "INTRODUCTIONS",
    "MESSAGES",
    "MONTH",
    "MONTHS_CARDS",
    "ONCE_AN_HOUR",
    "PROFILES",
    "PROFILES_A_MONTH_QUIETLY",
    "PROFILES_QUIETLY",
    "REAL_NAMES",
    "REAL_NAMES_QUIETLY",
    "REFUSED_AT_ONCE",
    "REQUESTS_QUIETLY",
    "SHARE_A_MONTH",
    "SHARE_TO_ALARM",
    "SHUT",
    "Budget",
    "compute_wait",
    "describe_wait",
]

# Enough to look around, too few to copy the directory. Who is seen again on the same day costs nothing.
CARDS = Budget("cards", (Limit(60, DAY, 30),))
PROFILES = Budget("profiles", (Limit(20, DAY, 12), Limit(120, MONTH, 40)))
PROFILES_QUIETLY = Limit(14, DAY, 12)  # alarm nobody: fills up slower than both, so none stays just below them
PROFILES_A_MONTH_QUIETLY = Limit(60, MONTH, 40)  # who stays below that each day, and goes on
REAL_NAMES_QUIETLY = Limit(15, MONTH, 10)
REAL_NAMES = Budget("real names", (Limit(5, DAY, 3), Limit(30, MONTH)))
# A card's price in the month's purse falls as the directory grows, so that one purse fits every size.
MONTHS_CARDS = Budget("cards of a month", (Limit(10_000, MONTH, 6_000),))
FEWEST_A_MONTH, SHARE_A_MONTH = 100, 0.25
# So much of it within a week is no looking around; fewer than fifty cards are, in a small network.
FEWEST_TO_ALARM, SHARE_TO_ALARM = 50, 0.4
SHUT = Limit(1, DAY, 1)  # for whom that alarm closed the list
COPYING = Limit(1, CARDS_COUNTED * DAY, 1)  # that alarm: the same week's cards raise it once

# Of a coordinator or focal point: enough for a bad day, too few to copy a country.
CONTACTS = Budget("contact data", (Limit(10, DAY, 5), Limit(40, MONTH, 10)))
CONTACTS_A_MONTH_QUIETLY = Limit(28, MONTH, 24)  # three weeks of one a day are work; a whole country is not
CONTACTS_QUIETLY = Limit(6, DAY, 5)  # alarm nobody: fills up slower, so that none stays just below the day's

REQUESTS_QUIETLY = Limit(25, DAY, 15)  # texts of requests that a vetter opens without an alarm
# Who comes into a circle reads the pseudonyms of those who write there.
CIRCLE_ENTRIES = Budget("circles", (Limit(3, DAY, 2), Limit(10, MONTH, 5)))
INTRODUCTIONS = Budget("introductions", (Limit(5, DAY, 3),))
MESSAGES = Budget("messages", (Limit(100, DAY, 40),))

# A guard that refused once in an hour had reason to; in three hours of a week, or so often in one, somebody goes on.
HOURS_REFUSED = Limit(2, 7 * DAY, 2)
ONCE_AN_HOUR = Limit(1, HOUR, 1)
REFUSED_AT_ONCE = Limit(19, HOUR, 19)
