"""How long what lecturers give us is kept. The numbers stand here once; docs/retention.md repeats them.

A queryset whose rows have an end says which are past it: `expired(today)`. modules.tasks.purge deletes those.
"""

from datetime import date, timedelta

REQUEST_CLOSED = 30
REQUEST_UNDECIDED = 90
FEEDBACK_DONE = 30
FEEDBACK = 365

# What, how long: rows of docs/retention.md.
RETENTION = [
    ("A lecturer's request that was declined or withdrawn", "30 days after that"),
    ("A lecturer's request that nobody decided", "90 days"),
    ("What a lecturer gave as proof", "Until the decision"),
    ("That somebody is a verified lecturer", "Until she gives it up, or a coordinator ends it"),
    ("What a lecturer told about a class, and her class plans", "Until she deletes it, or her account goes"),
    ("Feedback on a part of a module", "30 days after an editor dealt with it, at most 365 days"),
]


def calculate_cutoff(today: date, days: int) -> date:
    """What is from this day or an earlier one has been kept long enough."""
    return today - timedelta(days=days)


def format_retention_table() -> str:
    """For docs/retention.md."""
    return "\n".join(["| What | How long |", "|---|---|", *(f"| {what} | {words} |" for what, words in RETENTION)])
