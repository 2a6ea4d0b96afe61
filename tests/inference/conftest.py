"""The stages, one a mode for the whole run."""

from collections.abc import Iterator

import pytest

from tests.inference.stage import MODES, Stage


@pytest.fixture(scope="session")
def stages() -> Iterator[dict[str, Stage]]:
    """Built when they are asked for first (`stage_of`)."""
    found: dict[str, Stage] = {}
    yield found
    for one in found.values():
        one.stop()


@pytest.fixture
def stage_of(stages: dict[str, Stage]):
    def stage(mode: str) -> Stage:
        assert mode in MODES
        if mode not in stages:
            stages[mode] = Stage(mode)  # stopped in any case, even where it does not start
            stages[mode].start()
        assert stages[mode].facts, "the stage did not start: see the first test that asked for it"
        return stages[mode]

    return stage
