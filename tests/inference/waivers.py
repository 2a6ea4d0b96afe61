"""Which cells may be red, and until when (waivers.toml)."""

import tomllib
from datetime import date
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("waivers.toml")


class Waiver(NamedTuple):
    cell: str
    modes: tuple[str, ...]
    until: date
    why: str


def waivers() -> list[Waiver]:
    rows = tomllib.loads(FILE.read_text()).get("waiver", [])
    return [
        Waiver(str(row["cell"]), tuple(row.get("modes", ("embedded", "production"))), row["until"], row["why"])
        for row in rows
    ]


def waiver_of(cell: str, mode: str) -> Waiver | None:
    return next((one for one in waivers() if one.cell == cell and mode in one.modes), None)
