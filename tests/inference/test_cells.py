"""Every cell of the table in both modes: what the adversary sees in A, with the secret, and in B, without it, is the
same. Run by script/accept (D35); the quick ones by script/test."""

import os
from collections.abc import Callable
from datetime import date

import pytest

from tests.inference.adversaries import played, turns
from tests.inference.cells import CELLS, TIMED, Cell, Timed
from tests.inference.judge import differences, judge
from tests.inference.stage import MODES, Stage
from tests.inference.waivers import waiver_of, waivers

pytestmark = pytest.mark.xdist_group("inference")  # the two portals are built once

StageOf = Callable[[str], Stage]
TURNS = int(os.environ.get("INFERENCE_TURNS", "60"))
QUICK = [pytest.param("embedded", cell, id=str(cell)) for cell in CELLS if cell.quick]
ALL = [pytest.param(mode, cell, id=f"{mode}-{cell}") for mode in MODES for cell in CELLS if mode in cell.modes]


def told_by(cell: Cell, stage: Stage) -> list[str]:
    """What gave the secret away, in words."""
    a, b = played(stage, cell)
    return [*(differences(a.seen, b.seen) if cell.equal else []), *a.outcomes, *b.outcomes]


def look_at(cell: Cell, mode: str, stage: Stage) -> None:
    found = told_by(cell, stage)
    waiver = waiver_of(cell.number, mode)
    if waiver:
        assert waiver.until >= date.today(), f"{cell}: the waiver is over: {waiver.why}"
        assert found, f"{cell}: nothing is told any more: take its waiver away"
        return
    assert not found, f"{cell} ({cell.what}; {cell.secret}):\n" + "\n".join(found[:6])


@pytest.mark.services
@pytest.mark.parametrize(("mode", "cell"), QUICK)
def test_the_most_telling_cells_tell_nothing(mode: str, cell: Cell, stage_of: StageOf) -> None:
    look_at(cell, mode, stage_of(mode))


@pytest.mark.inference
@pytest.mark.parametrize(("mode", "cell"), ALL)
def test_nothing_tells(mode: str, cell: Cell, stage_of: StageOf) -> None:
    look_at(cell, mode, stage_of(mode))


@pytest.mark.inference
@pytest.mark.parametrize("row", [pytest.param(row, id=str(row)) for row in TIMED])
def test_no_time_tells(row: Timed, stage_of: StageOf) -> None:
    """Red only twice in a row: one busy moment of this machine is no finding."""
    verdicts = []
    for _try in range(2):
        verdicts.append(judge(*turns(stage_of("production"), row, TURNS)))
        if not verdicts[-1].tells:
            return
    pytest.fail(f"{row}: " + "; ".join(f"{one.share:.0%} slower in B, p={one.p:.1e}" for one in verdicts))


def test_every_waiver_is_for_a_cell_that_there_is() -> None:
    assert {one.cell for one in waivers()} <= {cell.number for cell in CELLS}
    assert all(one.why for one in waivers())
