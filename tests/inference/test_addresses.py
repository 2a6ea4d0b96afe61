"""Every address of the space names the cell that asks what it tells: a new one without a cell fails here."""

import re

from tests.inference.cells import CELLS
from tests.network.access_table import CELLS as CELLS_OF
from tests.network.access_table import TABLE

NUMBERS = {re.match(r"\d+", cell.number)[0] for cell in CELLS}  # type: ignore[index]


def addresses() -> set[str]:
    lines = (line for line in TABLE.strip().splitlines() if line and not line.startswith("#"))
    return {line.split()[0].partition("/")[0] for line in lines}


def test_every_address_names_its_cell_once() -> None:
    named = [name for names in CELLS_OF.values() for name in names.split()]
    assert sorted(named) == sorted(set(named)), "an address stands in two lines"
    assert addresses() - set(named) == set(), "addresses without a cell: add them to CELLS in access_table.py"
    assert set(named) - addresses() == set(), "cells of addresses that there are no more"


def test_the_cells_are_there_and_those_without_say_why() -> None:
    for said in CELLS_OF:
        if said.startswith("none"):
            assert len(said) > len("none: why"), said
        else:
            assert set(said.split()) <= NUMBERS, said


def test_the_table_has_its_48_rows() -> None:
    assert {int(number) for number in NUMBERS} == set(range(1, 49))
