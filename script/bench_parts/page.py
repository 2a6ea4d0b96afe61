"""docs/performance.md: prose that people write, and below two marks what script/bench --write measured."""

import os
import platform
from datetime import date
from pathlib import Path

from script.bench_parts.lines import ReportSection, count_budgets

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/performance.md"
NUMBERS = "<!-- Below: written by script/bench --write -->"
GROWTH = "<!-- Below: written by script/bench --write --growth -->"


def split_page(text: str) -> dict[str, str]:
    """The page's prose, numbers and growth. What a page lacks is ""."""
    prose, _mark, rest = text.partition(NUMBERS)
    numbers, _mark, growth = rest.partition(GROWTH)
    return {"prose": prose, "numbers": numbers, "growth": growth}


def join_page(parts: dict[str, str]) -> str:
    pieces = [parts["prose"].rstrip(), NUMBERS, parts["numbers"].strip(), GROWTH, parts["growth"].strip()]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def write_page(
    sections: list[ReportSection] | None = None, growth: str = "", *, said: str = "", page: Path = PAGE
) -> None:
    """Puts what was measured into the page; the prose, and what was not measured this time, stays as it was."""
    parts = split_page(page.read_text() if page.exists() else "")
    if sections:
        kept, budgets = count_budgets(sections)
        head = f"## Measured on {date.today():%Y-%m-%d}\n\n{said} {kept} of {budgets} budgets were kept.\n"
        parts["numbers"] = "\n".join([head, *(row for section in sections for row in section.table())])
    if growth:
        parts["growth"] = f"## Growth, measured on {date.today():%Y-%m-%d}\n\n{growth}"
    page.write_text(join_page(parts))


def describe_machine() -> str:
    """What it was measured on, and how busy that was when the run began."""
    cpus = os.cpu_count() or 1
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = models[0].partition(":")[2].strip() if models else platform.machine()
    return (
        f"{cpus} cores ({model}), Python {platform.python_version()}, {platform.system()} {platform.release()};"
        f" load {os.getloadavg()[0]:.1f} when it began; client and servers share the cores."
    )
