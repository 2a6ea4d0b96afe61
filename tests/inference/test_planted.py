"""A harness that finds nothing proves nothing: with each of six old faults planted, it must see it."""

from collections.abc import Callable

import pytest

from tests.inference.adversaries import CELLS
from tests.inference.stage import MODES, Stage
from tests.inference.test_cells import told_by

pytestmark = pytest.mark.xdist_group("inference")  # the two portals are built once

StageOf = Callable[[str], Stage]
# Which cell sees which fault.
SEEN = {
    "by_address_prefers_the_guarded": "1",
    "twin_decides": "14",
    "an_address_has_one_purse": "8",
    "script_name_is_trusted": "47",
    "a_name_is_taken": "20a",
    "a_reset_writes_to_members": "11",
}
QUICK = ("a_name_is_taken", "an_address_has_one_purse")


def sees(fault: str, stage: Stage) -> bool:
    cell = next(one for one in CELLS if one.number == SEEN[fault])
    for portal in stage.portals:
        portal.serve_with(fault)
    try:
        return bool(told_by(cell, stage))
    finally:
        for portal in stage.portals:
            portal.serve_with("")


@pytest.mark.services
@pytest.mark.parametrize("fault", QUICK)
def test_the_harness_sees_two_of_them_at_once(fault: str, stage_of: StageOf) -> None:
    assert sees(fault, stage_of("embedded"))


@pytest.mark.inference
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("fault", SEEN)
def test_the_harness_sees(fault: str, mode: str, stage_of: StageOf) -> None:
    assert sees(fault, stage_of(mode))
