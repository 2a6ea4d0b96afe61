"""What script/bench says of its numbers: verdicts, ratios, the page it writes, the pictures it draws."""

import itertools
import re
import threading
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from script import acceptance
from script.bench_parts import page, plot, proxy
from script.bench_parts.asking import parse_rate
from script.bench_parts.growth import KINDS, GrowthRow, build_rows, format_section, format_table
from script.bench_parts.lines import MeasuredLine, ReportSection, compute_ratio, count_budgets

PROSE = "# Performance\n\nWhat people wrote, with a | in it.\n\n## The handbook\n\nAlso by hand.\n"
WRK = """Running 1s test @ http://localhost:1/
  Latency Distribution
     50%    1.15ms
     75%  900.00us
     99%    2.10s
Requests/sec:   5093.20
"""
FOUND = {
    "an article": {"ms": [10.0, 11.0, 12.0], "sql": [10.0, 10.0, 10.0]},
    "sitemap": {"ms": [20.0, 100.0, 900.0], "sql": [3.0, 3.0, 3.0]},
    "(filling)": {"ms": [1.0, 2.0, 3.0], "sql": []},
}


def sections() -> list[ReportSection]:
    return [
        ReportSection(
            "Pages",
            "By wrk.",
            [MeasuredLine("cached | page", 0.5, "", 0.65, least=True), MeasuredLine("home", 13, "SQL", 15)],
        )
    ]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (MeasuredLine("kept below", 9, "ms", 10), "kept"),
        (MeasuredLine("just", 10, "ms", 10), "kept"),
        (MeasuredLine("over", 11, "ms", 10), "MISSED"),
        (MeasuredLine("reached", 0.7, "", 0.65, least=True), "kept"),
        (MeasuredLine("not reached", 0.6, "", 0.65, least=True), "MISSED"),
        (MeasuredLine("no budget", 5), ""),
        (MeasuredLine("not measured", None, "ms", 10), "MISSED"),
        (MeasuredLine("not measured, no budget", None), ""),
    ],
)
def test_a_number_is_judged_by_its_budget(line: MeasuredLine, verdict: str) -> None:
    assert line.verdict == verdict
    assert verdict in str(line)


def test_what_was_not_measured_has_no_ratio() -> None:
    assert compute_ratio(3, 4) == 0.75
    assert compute_ratio(None, 4) is None
    assert compute_ratio(3, 0) is None


def test_a_row_says_number_budget_and_verdict_and_breaks_no_table() -> None:
    one, other = (line.row() for line in sections()[0].lines)
    assert one == "| cached \\| page | 0.50 | at least 0.65 | **missed** |  |"
    assert other == "| home | 13.0 SQL | at most 15 SQL | kept |  |"
    assert count_budgets(sections()) == (1, 2)


def test_the_report_of_wrk_is_read_in_all_its_units() -> None:
    assert parse_rate(WRK) == (5093.2, 1.15, 2100.0)
    with pytest.raises(AssertionError):
        parse_rate(WRK + "  Non-2xx or 3xx responses: 3\n")


def test_writing_keeps_what_people_wrote_and_what_was_not_measured(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(PROSE)
    page.write_page(sections(), "### Pages\n\nold growth", said="Two cores.", page=file)
    page.write_page(sections(), said="Two cores.", page=file)
    text = file.read_text()
    assert text.startswith(PROSE.rstrip())
    assert text.count(page.NUMBERS) == text.count(page.GROWTH) == 1
    assert "1 of 2 budgets were kept" in text
    assert "old growth" in text
    page.write_page(growth="### Pages\n\nnew growth", page=file)
    again = file.read_text()
    assert page.split_page(again)["numbers"] == page.split_page(text)["numbers"]
    assert "new growth" in again
    assert "old growth" not in again


@given(prose=st.text(alphabet="ab\n#|<!-> ", max_size=80))
def test_any_prose_survives_any_number_of_runs(prose: str) -> None:
    once = page.join_page({"prose": prose, "numbers": "n", "growth": "g"})
    assert page.join_page(page.split_page(once)) == once
    assert page.split_page(once)["prose"].strip() == prose.rstrip().strip()


def test_growth_is_judged_by_its_last_step_and_says_where_it_ends() -> None:
    grown = [100, 1_000, 10_000]
    flat, sitemap = build_rows(FOUND)
    assert flat.verdict(grown) == "flat"
    assert sitemap.verdict(grown) == "**stops scaling** at about 5,500"
    assert GrowthRow("n", [5, 20, 180], [1, 1, 1]).verdict(grown) == "grows with the number; 500 ms at about 28,000"
    assert GrowthRow("n", [5, 9, 25], [1, 1, 1]).verdict(grown) == "grows slowly, 2.8 x in the last step"
    assert GrowthRow("n", [700, 650, 800], [1, 1, 1]).verdict(grown) == "slow at any size"
    assert GrowthRow("n", [5, 9, 25], [4, 40, 400]).verdict(grown) == "asks more: 40 to 400 statements"


def test_the_picture_has_a_twin_in_text_and_one_in_a_table() -> None:
    kind = KINDS[0]
    rows = build_rows(FOUND)
    curves = [plot.Curve(row.name, list(zip([100, 1000, 10_000], row.ms, strict=True))) for row in rows]
    root = ElementTree.fromstring(plot.draw_chart("Pages: milliseconds <now>", "pages", curves))
    name = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{name}title") == "Pages: milliseconds <now>"
    assert "sitemap: 20 ms at 100 pages, 900 ms at 10,000" in (root.findtext(f"{name}desc") or "")
    assert len(root.findall(f"{name}polyline")) == 2
    told = format_section(kind, rows, "Filling took 3 s.")
    assert "pictures/growth-pages.svg" in told
    assert any(
        re.match(r"\| sitemap \| 20 \(3\) \| 100 \(3\) \| 900 \(3\) \|", row) for row in format_table(kind, rows)
    )


@given(st.lists(st.floats(min_value=plot.TOP, max_value=plot.HEIGHT - plot.BOTTOM), min_size=1, max_size=12))
def test_no_two_names_stand_in_one_another(wanted: list[float]) -> None:
    places = sorted(plot.spread_labels(wanted))
    assert all(after - before >= plot.LABEL_STEP - 0.001 for before, after in itertools.pairwise(places))
    assert places[-1] <= plot.HEIGHT


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        plot.draw_chart("t", "pages", [])


def test_the_proxy_that_is_measured_is_the_one_that_is_deployed(tmp_path: Path) -> None:
    """But for limits for one client, folders and ports; it speaks http beside https."""
    kept = re.compile(r"proxy_cache|proxy_no_cache|sendfile|location |ssl_(?!certificate)|http2 ")
    for file in sorted((proxy.ROOT / "deploy").glob("*.conf")):
        before = file.read_text()
        after = proxy.adapt_configuration(before, tmp_path, "127.0.0.1:1", {"away": 2, "http": 3, "https": 4})
        assert after.count(" ssl;") == after.count("listen 127.0.0.1:3;") == before.count("listen 8443")
        assert not re.search(r"^\s*limit_(req|conn) ", after, re.M)
        assert not re.search(r"/etc/nginx/(portal|certificates)", after)
        lines = [line.strip() for line in before.splitlines() if kept.search(line)]
        moved = [line.replace("/tmp/", f"{tmp_path}/") for line in lines]
        assert [line.strip() for line in after.splitlines() if kept.search(line)] == moved
    assert "location /bench/" in proxy.add_static_folder((proxy.ROOT / "deploy/nginx.conf").read_text(), tmp_path)


def test_every_acceptance_check_names_tests_that_are_there() -> None:
    root = Path(__file__).resolve().parents[2]
    named = [one.partition("::")[0] for check in acceptance.CHECKS for one in check.tests if one.startswith("tests")]
    assert len(named) > 30
    assert [one for one in named if not (root / one).exists()] == []


def test_a_skipped_test_is_a_miss_and_every_figure_is_said(tmp_path: Path) -> None:
    report = tmp_path / "D99.xml"
    one = '<testcase name="a"><properties><property name="figure" value="7 files"/></properties></testcase>'
    report.write_text(f"<testsuites><testsuite>{one}</testsuite></testsuites>")
    assert (acceptance.format_figure(report), acceptance.count_cases(report, "skipped")) == ("7 files", 0)
    report.write_text(f'<testsuites><testsuite>{one}<testcase name="b"><skipped/></testcase></testsuite></testsuites>')
    assert (acceptance.format_figure(report), acceptance.count_cases(report, "skipped")) == (
        "7 files; 2 tests, 1 skipped",
        1,
    )
    assert acceptance.format_figure(tmp_path / "none.xml") == "no test ran"


def test_what_takes_the_whole_machine_runs_alone_and_the_rest_behind_what_waits(
    monkeypatch: Any, tmp_path: Path
) -> None:
    running: set[str] = set()
    beside: dict[str, set[str]] = {}
    lock = threading.Lock()

    def one(_run: acceptance.AcceptanceRun, check: acceptance.AcceptanceCheck, *, behind: bool = False) -> None:
        with lock:
            running.add(check.code)
            for code in running:
                beside.setdefault(code, set()).update(running - {code})
        time.sleep(0.02)
        with lock:
            running.discard(check.code)

    def work_behind(run: acceptance.AcceptanceRun, queue: Any) -> None:
        run.until_empty(queue, behind=True)

    monkeypatch.setattr(acceptance.AcceptanceRun, "one", one)
    monkeypatch.setattr(acceptance.AcceptanceRun, "work_behind", work_behind)
    acceptance.AcceptanceRun(tmp_path).all(acceptance.CHECKS)
    assert sorted(beside) == sorted(check.code for check in acceptance.CHECKS)
    assert not any(beside[code] for code in acceptance.WHOLE_MACHINE)
    assert any(beside[code] for code in acceptance.BY_THE_CLOCK)
    assert not any(beside[code] & acceptance.BY_THE_CLOCK for code in acceptance.BY_THE_CLOCK)
