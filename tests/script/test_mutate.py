"""script/mutate: a developer asks whether the tests would notice a change."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from script.mutation.__main__ import equivalents
from script.mutation.mutants import APPS, functions, sample, sources
from script.mutation.swapping import NotHere, swap
from tests.config.served import ROOT

FILE = "accounts/domain/entry_numbers.py"
SOURCE = """
from functools import cache

def twice(function):
    def inner(number):
        return function(number) + function(number)
    return inner

@twice
def more(number, step=1):
    return number + step

@cache
def least(numbers):
    return min(n for n in numbers if n > 0)

class Things:
    @property
    def many(self):
        return 1 < 2
"""


def mutate(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    words = ["--benches", "1", "--sample", "1", "--notes", str(folder / "notes.json"), "--tests", tests, FILE]
    command = [sys.executable, "-m", "script.mutation", str(folder), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)


@pytest.mark.services
def test_a_change_is_noticed_by_the_test_that_reaches_it_and_the_checkout_stays_as_it_is(tmp_path: Path) -> None:
    before = (ROOT / FILE).read_bytes()
    done = mutate(tmp_path, "tests/accounts/test_numbers.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"noticed         {FILE}" in done.stdout
    assert "accounts 1 of 1" in done.stdout
    assert (ROOT / FILE).read_bytes() == before


@pytest.mark.services
def test_a_change_that_no_test_reaches_is_shown_and_fails_the_run(tmp_path: Path) -> None:
    done = mutate(tmp_path, "tests/accounts/test_letters_of_nobody.py")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "accounts 0 of 1" in done.stdout
    assert f"not reached: {FILE}" in done.stdout
    assert "\n+++ " in done.stdout, "the change is shown"


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[ModuleType]:
    path = tmp_path / "loaded.py"
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("loaded_for_mutation", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.mark.parametrize(
    ("old", "new", "asked", "answer"),
    [
        ("number + step", "number - step", "more(5)", 8),
        ("function(number) + function", "function(number) - function", "more(5)", 0),
        ("if n > 0", "if n > 2", "least((1, 3))", 3),
        ("1 < 2", "1 > 2", "Things().many", False),
    ],
    ids=["under a decorator", "in a decorator", "in a cached function's generator", "in a property"],
)
def test_who_holds_the_old_function_runs_the_new_code(
    loaded: ModuleType, old: str, new: str, asked: str, answer: object
) -> None:
    held = vars(loaded)
    before = eval(asked, held)
    held["least"].cache_clear()
    swap(Path(loaded.__file__), SOURCE.replace(old, new))
    assert eval(asked, held) == answer != before


@pytest.mark.parametrize(("old", "new"), [("@twice\n", ""), ("step=1", "step=2")])
def test_what_is_no_body_of_a_function_asks_for_a_process_of_its_own(loaded: ModuleType, old: str, new: str) -> None:
    with pytest.raises(NotHere):
        swap(Path(loaded.__file__), SOURCE.replace(old, new))


@pytest.mark.parametrize("app", APPS)
def test_a_sample_is_the_same_for_the_same_seed_and_changes_functions_only(app: str) -> None:
    files = sources(ROOT, app)[-12:]
    first, again = (
        [next(made) for _ in range(3)] for made in (sample(ROOT, app, 1, files), sample(ROOT, app, 1, files))
    )
    assert first == again
    for mutant in first:
        place = next(one for one in functions(ROOT / mutant.file) if one[0] == mutant.function)
        assert place[1] <= mutant.line <= place[2]
        assert mutant.after != mutant.before
        assert mutant.change


def test_a_change_said_to_be_equivalent_names_a_function_there_is_lines_there_are_and_a_reason() -> None:
    for (place, change), why in equivalents().items():
        file, _colons, function = place.partition("::")
        assert function in [name for name, _first, _last in functions(ROOT / file)], place
        went = change.partition(" + ")[0].removeprefix("- ")
        assert went in " ".join((ROOT / file).read_text().split()), place
        assert why
