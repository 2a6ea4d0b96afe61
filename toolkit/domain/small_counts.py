"""Numbers that name nobody: which counts of people staff may be shown, and how.

A count from 1 to 9 points at somebody, so it is hidden, and nobody with it: else the first one would be seen when 0
becomes "hidden". Where a total stands beside, it is hidden in company, since the total minus what is shown would tell
it. What is shown is rounded. This is enough for what people tell openly; members of the network are counted by another
rule (network/models/statistics.py).
"""

from collections.abc import Mapping

FEWEST = 10  # fewer are never shown (docs/assurance.md, D24)
STEP = 5


def round_count(count: int) -> int:
    """To the nearest five."""
    return STEP * round(count / STEP)


def mask_small_count(count: int) -> int | None:
    """One number that belongs to no table; None where it is hidden."""
    return None if count < FEWEST else round_count(count)


def find_hidden_cells(counts: Mapping[str, int]) -> set[str]:
    """Which cells of one column of numbers must not be shown, if their total is.

    Small ones, nobody among them, and then the next larger until what is hidden is at least two cells and ten people
    together: the total minus what is shown then leaves room for ten or more in each of them.
    """
    hidden = {key for key, count in counts.items() if count < FEWEST}
    rest = sorted((count, key) for key, count in counts.items() if count >= FEWEST)
    while hidden and rest and (len(hidden) < 2 or sum(counts[key] for key in hidden) < FEWEST):
        hidden.add(rest.pop(0)[1])
    return hidden
