"""The checks of docs/assurance.md: `acceptance.py REPORTS [--write] [D06 ...]`, called by script/accept.

Each check is a set of tests; a test may leave a figure behind (`record_property("figure", ...)`). A check without a
figure of its own says how many tests stood behind it.

What takes the whole machine runs alone. What waits for clocks and killed processes goes on in front, at its own speed,
while what only has to be right runs behind it, with the least of priorities and a database of its own.
"""

import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.etree import ElementTree

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/assurance.md"
MARK = "<!-- Below: written by script/accept --write -->"


@dataclass(frozen=True)
class AcceptanceCheck:
    code: str
    promise: str
    tests: tuple[str, ...]
    longer: Mapping[str, str] = field(default_factory=dict)  # the environment's word counts more


WHOLE_MACHINE = {"D01", "D03", "D05", "D12", "D26"}
BY_THE_CLOCK = {"D02", "D06", "D07", "D08", "D09", "D10", "D32", "D35"}  # the others are judged by what comes out only
BEHIND = "behind"  # the database of what runs there


class CheckOutcome(NamedTuple):
    held: bool
    figure: str
    seconds: int
    minute: float  # of the run, when it was known


HERE = "tests/journeys/acceptance"
KILLS = "tests/exports/test_kills.py"
CLOCK = f"{HERE}/test_by_the_clock.py"
CROWD = f"{HERE}/test_crowd.py"
MOST_MINUTES = 40  # for D01 to D30 together (issue 6); what we added comes last in its queue
LAST_OF_THEM = "D30"
CHECKS = [
    AcceptanceCheck("D01", "Public pages under load", (f"{HERE}/test_load.py::test_public_pages_hold_a_crowd",)),
    AcceptanceCheck("D02", "Readers, members and files at once", (f"{HERE}/test_load.py::test_everybody_at_once",)),
    AcceptanceCheck("D03", "A flood of wrong passwords", (f"{HERE}/test_flood.py",)),
    AcceptanceCheck(
        "D04",
        "As many queries for many rows as for few",
        ("tests", "--ignore=tests/journeys", "-k", "same_number_of_questions or queries"),
    ),
    AcceptanceCheck("D05", "The answers to 150 questions as a file, 200 times", (f"{HERE}/test_throughput.py",)),
    AcceptanceCheck("D06", "A child is killed while it renders", (KILLS, CLOCK, "-k", "child_is_killed")),
    AcceptanceCheck("D07", "A worker is killed", (KILLS, CLOCK, "-k", "whole_worker")),
    AcceptanceCheck("D08", "Redis is killed", (KILLS, CLOCK, "-k", "redis_is_killed")),
    AcceptanceCheck("D09", "Redis is away when somebody asks", (KILLS, CLOCK, "-k", "redis_is_away")),
    AcceptanceCheck(
        "D10",
        "PostgreSQL stops in the middle",
        (KILLS, CLOCK, "tests/config/test_outages.py", "-k", "postgresql or database"),
    ),
    AcceptanceCheck(
        "D11",
        "No place or camera in a photo",
        (
            "tests/network/test_profiles.py",
            "tests/toolkit/test_editing.py",
            "tests/assessments/test_evidence_files.py",
            "-k",
            "photo or picture",
        ),
    ),
    AcceptanceCheck("D12", "Whatever is typed", ("tests/journeys/test_fuzz.py",), {"FUZZ_SECONDS": "1"}),
    AcceptanceCheck("D13", "Nothing is asked of other hosts", (f"{HERE}/test_hosts.py",)),
    AcceptanceCheck("D14", "Who gets what, nine people", ("tests/network/test_access.py", "tests/test_access.py")),
    AcceptanceCheck("D15", "Two people decide", ("tests/network/test_vetting.py",)),
    AcceptanceCheck("D16", "Fields are seen by whom she chose", ("tests/network/test_visibility.py",)),
    AcceptanceCheck("D17", "The relay tells no address", ("tests/network/test_messages.py",)),
    AcceptanceCheck("D18", "Headers", (f"{HERE}/test_headers.py", "tests/config/test_observatory.py")),
    AcceptanceCheck("D19", "Sessions end", ("tests/accounts/test_sessions.py",)),
    AcceptanceCheck("D20", "Lock at once, open by two", ("tests/network/test_locks.py",)),
    AcceptanceCheck("D21", "Mails tell nothing", ("tests/network/test_canary.py", "tests/accounts/test_letters.py")),
    AcceptanceCheck("D22", "Who leaves is gone", ("tests/network/test_erasure.py", "tests/network/test_journal.py")),
    AcceptanceCheck(
        "D23",
        "Sealed at rest, keys change",
        ("tests/network/test_keys.py", "tests/accounts/test_sealing.py", "tests/network/test_canary.py"),
    ),
    AcceptanceCheck("D24", "No small number", ("tests/network/test_statistics.py", "tests/modules/test_teaching.py")),
    AcceptanceCheck("D25", "A document reaches nothing", ("tests/exports/pdf/test_leaks.py",)),
    AcceptanceCheck(
        "D26",
        "Bombs, and honest files beside them",
        ("tests/exports/test_bombs.py", "tests/exports/pdf/test_bombs.py", "tests/exports/test_lanes.py"),
        {"BOMB_SECONDS": "30"},
    ),
    AcceptanceCheck(
        "D27",
        "What was kept long enough goes",
        (
            "tests/network/test_retention.py",
            "tests/exports/test_sweep.py",
            "tests/modules/test_lecturers.py::test_what_is_over_goes_on_its_day_and_a_verified_lecturer_stays",
            "tests/config/test_backups.py::test_old_backups_go_and_nothing_else",
        ),
    ),
    AcceptanceCheck(
        "D28",
        "Files that are not ours",
        (
            *(f"tests/assessments/test_{name}.py" for name in ("round_trip", "foreign_files", "evidence_files")),
            "tests/toolkit/test_uploads.py",
            "tests/toolkit/test_translating.py",
            "tests/config/test_spreadsheets.py",
        ),
    ),
    AcceptanceCheck(
        "D29",
        "axe, 30 views in six languages; the way out by keyboard",
        (f"{HERE}/test_axe.py",),
        {"JOURNEY_TRANSLATIONS": "prs,ur,ar,bn"},
    ),
    AcceptanceCheck("D30", "Supply chain", (f"{HERE}/test_supply.py",)),
    AcceptanceCheck("D31", "A backup brings the portal back, and nobody who left", (f"{HERE}/test_restore.py",)),
    AcceptanceCheck("D32", "Anything is killed at any moment", ("tests/chaos",), {"CHAOS_SECONDS": "300"}),
    AcceptanceCheck(
        "D33", "The image in a real Docker engine: started, upgraded, killed part by part", (f"{HERE}/test_image.py",)
    ),
    AcceptanceCheck(
        "D34",
        "Limits hold, side by side and in a flood",
        ("tests/accounts/test_limits.py", "tests/accounts/test_throttle.py", CROWD, "-k", "not crowd_keeps"),
    ),
    AcceptanceCheck(
        "D35",
        "Answers imply nothing: 48 cells, two portals, both modes",
        ("tests/inference",),
        {"INFERENCE_TURNS": "100"},
    ),
    AcceptanceCheck(
        "D38",
        "What makes authority takes two",
        tuple(f"tests/network/test_{name}.py" for name in ("deeds", "closing", "independence", "ties", "invitations")),
    ),
    AcceptanceCheck("D39", "A crowd keeps nobody out", (CROWD, "-k", "crowd_keeps")),
    AcceptanceCheck(
        "D40",
        "Public pages stand alone, and one reader's request changes none of another's",
        tuple(f"tests/config/test_{name}.py" for name in ("outlasting", "proxy", "cache_poisoning")),
    ),
    AcceptanceCheck("D41", "Figures cannot be differenced", ("tests/network/test_differencing.py",)),
    AcceptanceCheck("D42", "A day in a member's account", ("tests/network/test_promise.py",)),
    AcceptanceCheck("D43", "One command, from nothing", (f"{HERE}/test_first_start.py",)),
    AcceptanceCheck(
        "D44",
        "Two hundred searches in eight languages",
        ("tests/toolkit/test_searches.py",),
        {"SEARCH_LANGUAGES": "fr,ar,fa,prs,ps,ur,bn"},
    ),
    AcceptanceCheck(
        "D45",
        "Every page of every PDF can be read, in eight languages",
        ("tests/eye",),
        {"EYE_LANGUAGES": "fr,ar,fa,prs,ps,ur,bn", "EYE_ALL": "1"},
    ),
]


class AcceptanceRun:
    """One run of some checks: their results, as they come in."""

    def __init__(self, reports: Path) -> None:
        self.reports = reports
        self.results: dict[str, CheckOutcome] = {}
        self.environment = dict(os.environ)
        self.began = time.monotonic()

    def all(self, checks: list[AcceptanceCheck]) -> None:
        for check in checks:
            if check.code in WHOLE_MACHINE:
                self.one(check)
        clocks = deque(check for check in checks if check.code in BY_THE_CLOCK)
        rest = deque(check for check in checks if check.code not in WHOLE_MACHINE | BY_THE_CLOCK)
        second = threading.Thread(target=self.work_behind, args=(rest,), daemon=True)
        if clocks and len(rest) > 1:
            second.start()
        for queue in (clocks, rest):
            self.until_empty(queue)
        if second.ident:  # it was started
            second.join()

    def until_empty(self, queue: deque[AcceptanceCheck], *, behind: bool = False) -> None:
        while True:
            try:
                check = queue.popleft()
            except IndexError:
                return
            self.one(check, behind=behind)

    def work_behind(self, queue: deque[AcceptanceCheck]) -> None:
        url = urlsplit(self.environment["DATABASE_URL"])
        with closing(psycopg2.connect(url.geturl())) as server:
            server.autocommit = True
            server.cursor().execute(f"create database {BEHIND}")
        self.until_empty(queue, behind=True)

    def one(self, check: AcceptanceCheck, *, behind: bool = False) -> None:
        report = self.reports / f"{check.code}.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-o", "junit_family=xunit1", f"--junitxml={report}"]
        environment = {**check.longer, **self.environment}
        if behind:
            # The kernel ends it with us: this thread cannot.
            command = ["setpriv", "--pdeathsig", "INT", "nice", "-n", "19", *command]
            environment["DATABASE_URL"] = urlsplit(environment["DATABASE_URL"])._replace(path=f"/{BEHIND}").geturl()
        began = time.monotonic()
        done = subprocess.run([*command, *check.tests], cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout[-3000:], done.stderr[-1000:], sep="\n", file=sys.stderr)
        held = done.returncode == 0 and not count_cases(report, "skipped")  # what was skipped was not seen to hold
        minute, seconds = (time.monotonic() - self.began) / 60, round(time.monotonic() - began)
        outcome = self.results[check.code] = CheckOutcome(held, format_figure(report), seconds, minute)
        said = "ok    " if held else "MISSED"
        print(f"{check.code}  {said}  {check.promise}: {outcome.figure}  ({outcome.seconds} s)", flush=True)


def cases_of(report: Path) -> list[ElementTree.Element]:
    return list(ElementTree.parse(report).getroot().iter("testcase")) if report.exists() else []


def count_cases(report: Path, *kinds: str) -> int:
    return sum(1 for case in cases_of(report) if any(case.find(kind) is not None for kind in kinds))


def format_figure(report: Path) -> str:
    """What the tests measured, and how many there were and did not pass."""
    cases = cases_of(report)
    if not cases:
        return "no test ran"
    figures = [one.get("value", "") for case in cases for one in case.iter("property") if one.get("name") == "figure"]
    wrong, left_out = count_cases(report, "failure", "error"), count_cases(report, "skipped")
    counts = [f"{len(cases)} test{'s' if len(cases) > 1 else ''}"] if wrong or left_out or not figures else []
    counts += [f"{wrong} failed"] * bool(wrong) + [f"{left_out} skipped"] * bool(left_out)
    return "; ".join([*figures, *[", ".join(counts)] * bool(counts)])


def write(results: dict[str, CheckOutcome]) -> None:
    """Puts the results into docs/assurance.md. Lines of checks that did not run this time stay as they were."""
    head, _mark, tail = PAGE.read_text().partition(MARK)
    rows = {line.split("|")[1].strip(): line for line in tail.splitlines() if line.startswith("| D")}
    for check in CHECKS:
        if outcome := results.get(check.code):
            held = "held" if outcome.held else "**missed**"
            cells = [check.code, check.promise, outcome.figure, held, f"{date.today():%Y-%m-%d}"]
            rows[check.code] = f"| {' | '.join(cells)} |"
    table = ["| | Promise | Last figure | | On |", "|---|---|---|---|---|"]
    PAGE.write_text("\n".join([head + MARK, "", *table, *(rows[code] for code in sorted(rows)), ""]))


def main(reports: str, *wishes: str) -> int:
    chosen = {wish.upper() for wish in wishes if not wish.startswith("-")}
    unknown = chosen - {check.code for check in CHECKS}
    if unknown:
        print(f"There is no check {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    run = AcceptanceRun(Path(reports))
    run.all([check for check in CHECKS if not chosen or check.code in chosen])
    results = run.results
    minutes = max((one.minute for code, one in results.items() if code <= LAST_OF_THEM), default=0.0)
    missed = sorted(code for code, outcome in results.items() if not outcome.held)
    print(
        f"{len(results)} checks, to {LAST_OF_THEM} in {minutes:.0f} minutes; missed: {', '.join(missed) or 'none'}",
        flush=True,
    )
    if "--write" in wishes:
        write(results)
    return int(bool(missed) or minutes > MOST_MINUTES)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
