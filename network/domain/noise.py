"""How a number for donors is made wrong: by chance, before it is stored, so that none can be worked out.

Rounding and hiding alone were solved: what is hidden in one table follows from the others, from the year before and
from whom one knows. Here a reader who knows every other member still cannot tell whether one woman is in. Each number
is the true one plus a number drawn by chance, and drawing is fair in a way that can be proved: with her or without her,
whatever stands in a table is at most 20/17 times as likely. She is counted in six numbers, so all of a year together
move the odds by less than e, which was 2.7 before anybody counted ("differential privacy", here with ε = 0.98 a year).
What was drawn is stored nowhere and by nobody: not even the key file gives it back.
"""

import secrets

ONCE_MORE, OUT_OF = 17, 20  # "once more" falls 17 times of 20
MARGIN = 20  # nineteen of twenty numbers are within that of the true one
STEP = 10
LEAST = 40  # below that nobody and a few look alike
SMALLEST_NETWORK = 100  # below that nothing is told at all, not even that there is something


def draw_noise() -> int:
    """How wrong a number becomes: around 0, either way, without an end to it. In whole numbers, so that it is exact."""
    return count_throws() - count_throws()


def count_throws() -> int:
    """How often "once more" falls before it does not."""
    many = 0
    while secrets.randbelow(OUT_OF) < ONCE_MORE:
        many += 1
    return many


def compute_stored_value(count: int, wrong_by: int) -> int | None:
    """What is stored of a count. Zero takes the same way as all others: it may come out as "fewer than" or as more."""
    value = STEP * ((count + wrong_by + STEP // 2) // STEP)
    return value if value >= LEAST else None
