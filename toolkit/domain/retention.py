"""How long what readers write to us is kept. The numbers stand here once; docs/retention.md repeats them."""

from datetime import date, timedelta

MESSAGE_ANSWERED = 180
MESSAGE = 365

# What, how long: rows of docs/retention.md.
RETENTION = [
    (
        "What a reader wrote to the editors, and how to answer her",
        f"{MESSAGE_ANSWERED} days after it was answered, at most {MESSAGE} days",
    ),
]


def calculate_cutoff(today: date, days: int) -> date:
    """What is from this day or an earlier one has been kept long enough."""
    return today - timedelta(days=days)


def format_retention_table() -> str:
    """For docs/retention.md."""
    return "\n".join(["| What | How long |", "|---|---|", *(f"| {what} | {words} |" for what, words in RETENTION)])
