"""`python -m script.mutation WORK [OPTIONS] [FILE...]`, called by script/mutate: samples, judges, prints, writes."""

import argparse
import itertools
import re
import sys
import threading
import time
import tomllib
from collections import deque
from collections.abc import Callable
from datetime import date
from pathlib import Path

from script.mutation.judging import BROKEN, HANGS, NOTICED, SURVIVED, UNKNOWN, UNREACHED, Bench
from script.mutation.mutants import APPS, Mutant, sample
from script.mutation.reach import KEPT, ROOT, Reach

FLOOR = 90  # per cent noticed, of each app
TOGETHER = 5  # files of tests that are noted at once
PAGE = ROOT / "docs/assurance.md"
BEGINNING = "Of changes planted by script/mutate on"
LINE = re.compile(rf"^{BEGINNING} .*$", re.M)
MARK = "<!-- Below: written by script/accept --write -->"
EQUIVALENT = Path(__file__).with_name("equivalents.toml")


class Verdicts:
    """What became of each change, as it comes in from the benches."""

    def __init__(self) -> None:
        self.of: dict[str, list[tuple[Mutant, str]]] = {}
        self.lock = threading.Lock()

    def add(self, mutant: Mutant, verdict: str) -> None:
        with self.lock:
            self.of.setdefault(mutant.app, []).append((mutant, verdict))
            print(f"{verdict:<14}  {mutant.file}:{mutant.line}  {mutant.function}  {mutant.operator}", flush=True)

    def share(self, app: str) -> tuple[int, int]:
        """Noticed and judged; what never ends was noticed."""
        judged = [verdict for _mutant, verdict in self.of.get(app, []) if verdict not in (BROKEN, UNKNOWN)]
        return sum(verdict in (NOTICED, HANGS) for verdict in judged), len(judged)


def equivalents() -> dict[tuple[str, str], str]:
    rows = tomllib.loads(EQUIVALENT.read_text()).get("equivalent", [])
    return {(f"{row['file']}::{row['function']}", row["change"]): row["why"] for row in rows}


def chosen(options: argparse.Namespace) -> deque[Mutant]:
    """The sample, one of each app in turn, so that all apps are judged alike when time runs out."""
    known = equivalents()
    each = []
    for app in options.app or APPS:
        files = [ROOT / name for name in options.files if name.startswith(f"{app}/")]
        if options.files and not files:
            continue
        every = (
            one
            for one in sample(ROOT, app, options.seed, files)
            if (f"{one.file}::{one.function}", one.change) not in known
        )
        each.append(list(itertools.islice(every, options.sample)))
    return deque(one for several in itertools.zip_longest(*each) for one in several if one)


def side_by_side(benches: list[Bench], work: Callable[[Bench], None]) -> None:
    """Lets each bench work; what one raises is raised here."""
    raised: list[Exception] = []

    def one(bench: Bench) -> None:
        try:
            work(bench)
        except Exception as wrong:
            raised.append(wrong)

    threads = [threading.Thread(target=one, args=(bench,), daemon=True) for bench in benches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def take(queue: deque, until: float, do: Callable) -> None:
    while time.monotonic() < until:
        try:
            one = queue.popleft()
        except IndexError:
            return
        do(one)


def note_all(benches: list[Bench], reach: Reach, mutants: deque[Mutant], until: float, only: list[str]) -> None:
    """Notes what each test reaches where that is not known, first where most of the sample is to be expected."""
    missing = sorted(reach.missing(only), key=lambda name: -sum(likely(name, mutant) for mutant in mutants))
    queue = deque(list(batch) for batch in itertools.batched(missing, TOGETHER))
    if queue:
        print(f"Noting what the tests of {len(missing)} files reach...", flush=True)
    side_by_side(benches, lambda bench: take(queue, until, lambda names: bench.note(names, reach)))
    left = reach.missing(only)
    reach.is_complete = not left
    if left:
        print(f"No time for {len(left)} of them; the next run goes on there.", flush=True)


def likely(name: str, mutant: Mutant) -> int:
    """How probably a file of tests reaches a change, by names alone."""
    text = (ROOT / name).read_text()
    stem, function = Path(mutant.file).stem, mutant.function.rpartition(".")[2]
    module = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    same = name.split("/")[1] == mutant.app
    return (
        (4 if stem.rstrip("s") in name and same else 0)
        + (2 if module in text else 0)
        + (1 if function in text and same else 0)
    )


def report(verdicts: Verdicts, left: int, seconds: float) -> str:
    print()
    words = []
    for app, judged in sorted(verdicts.of.items()):
        for mutant, verdict in judged:
            if verdict in (SURVIVED, UNREACHED):
                print(f"{verdict}: {mutant.file}:{mutant.line}, {mutant.function}, {mutant.operator}\n{mutant.diff}\n")
        noticed, count = verdicts.share(app)
        if count:
            words.append(f"{app} {noticed} of {count}")
    print(*words, sep="\n")
    totals = [verdicts.share(app) for app in verdicts.of]
    noticed, count = sum(one for one, _all in totals), sum(every for _one, every in totals)
    figure = f"{noticed} of {count} ({100 * noticed // max(count, 1)} %)"
    print(f"{figure} in {seconds / 60:.0f} minutes; {left} not tried for want of time")
    return f"{BEGINNING} {date.today():%Y-%m-%d} the tests noticed {figure}: {', '.join(words)}."


def write(sentence: str) -> None:
    """In the place of the last figure, or before the table where there is none yet."""
    text = PAGE.read_text()
    if LINE.search(text):
        text = LINE.sub(lambda _found: sentence, text)
    else:
        text = text.replace(MARK, f"{sentence}\n\n{MARK}", 1)
    PAGE.write_text(text)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/mutate")
    parser.add_argument("work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", metavar="FILE", help="only changes of these")
    parser.add_argument("--app", action="append", choices=APPS, help="only changes of this app")
    parser.add_argument(
        "--tests", action="append", default=[], metavar="FILE", help="only these files of tests, of those not noted yet"
    )
    parser.add_argument(
        "--notes", type=Path, default=ROOT / KEPT, metavar="FILE", help="where it is kept what tests reach"
    )
    parser.add_argument("--sample", type=int, default=16, help="changes of each app")
    parser.add_argument("--seed", type=int, default=15, help="another number, another sample")
    parser.add_argument(
        "--minutes", type=float, default=14, help="at most; the noting of a first run takes half of them"
    )
    parser.add_argument("--benches", type=int, default=2, help="processes side by side")
    parser.add_argument("--write", action="store_true", help="puts the shares into docs/assurance.md")
    return parser.parse_args(arguments)


def main() -> int:
    options = parsed(sys.argv[1:])
    began = time.monotonic()
    until = began + options.minutes * 60
    mutants = chosen(options)
    reach, verdicts = Reach(ROOT, options.notes), Verdicts()
    benches = [Bench(ROOT, options.work, number) for number in range(options.benches)]
    try:
        note_all(benches, reach, mutants, began + options.minutes * 30, options.tests)
        side_by_side(
            benches,
            lambda bench: take(mutants, until, lambda one: verdicts.add(one, bench.judge(one, reach, until))),
        )
    finally:
        for bench in benches:
            bench.close()
    sentence = report(verdicts, len(mutants), time.monotonic() - began)
    if options.write:
        write(sentence)
    shares = [verdicts.share(app) for app in verdicts.of]
    return int(not shares or any(not count or 100 * noticed < FLOOR * count for noticed, count in shares))


if __name__ == "__main__":
    sys.exit(main())
