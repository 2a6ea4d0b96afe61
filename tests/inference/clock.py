"""What the clock of a served portal says: the stage's, from the file that only the stage names.

Without INFERENCE_CLOCK in the environment nothing here does anything. Time stands still until the stage moves it, so
that two portals say the same hour whichever was asked first.
"""

import os
import random
import uuid
from pathlib import Path
from types import SimpleNamespace

import time_machine

FILE = os.environ.get("INFERENCE_CLOCK", "")


class Clock:
    """Set before each request, in the process that answers it: a clock that was set before a fork would stop for the
    process that looks after the others, too."""

    def __init__(self, whose: str) -> None:
        """`whose` is another word for each process that makes rows: no two may draw the same ids."""
        self.whose, self.round = whose, ""
        self.said = 0.0
        self.hand: time_machine.Traveller | None = None

    def read(self) -> bool:
        """Moves to what the file says. True where another round began: the world was put back."""
        if not FILE:
            return False
        number, _space, moment = Path(FILE).read_text().partition(" ")
        if float(moment) != self.said:
            self.said = float(moment)
            if self.hand is None:
                self.hand = time_machine.travel(self.said, tick=False).start()
            else:
                self.hand.move_to(self.said, tick=False)
        is_new, self.round = number != self.round, number
        if is_new:
            draw_ids_from(f"{self.whose} {number}")
        return is_new


def draw_ids_from(seed: str) -> None:
    """Rows that are made in the same order have the same random id in both portals: lists whose last word is the id
    would else differ by chance."""
    uuid.os = SimpleNamespace(urandom=random.Random(seed).randbytes)  # type: ignore[attr-defined]
