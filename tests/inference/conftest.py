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
            stages[mode] = Stage(mode)
            stages[mode].start()
        return stages[mode]

    return stage
