"""What readers carry away: how large copies are in each language, and how long a box of all takes."""

from collections.abc import Iterator

from script.bench_parts.asking import run_inside
from script.bench_parts.lines import MeasuredLine
from script.bench_parts.sizes import SHORT
from tests.journeys.portal import TRANSLATIONS, Portal

LANGUAGES = ["en"] if SHORT else ["en", *TRANSLATIONS.split(",")]
BOX = 300  # seconds, of all eight
FILE_TO_PASS_ON = 200  # kB


def measure_copies(portal: Portal) -> Iterator[MeasuredLine]:
    for code in LANGUAGES:
        found = run_inside(portal, "copies", code)
        note = (
            f"a tool {found['tool'] / 1000:.0f}, the largest {found['largest tool'] / 1000:.0f}; as a book"
            f" {found['book'] / 1000:,.0f}; {found['seconds']:.0f} s of a processor for all"
        )
        yield MeasuredLine(f"{code}: all that a phone may save", found["all"] / 1000, "kB", note=note)
        yield MeasuredLine("  the file to pass on", found["file"] / 1000, "kB", FILE_TO_PASS_ON)


def measure_box(portal: Portal) -> Iterator[MeasuredLine]:
    found = run_inside(portal, "box", *LANGUAGES)
    note = f"{found['languages']} languages, {found['bytes'] / 1e6:.1f} MB, one process"
    yield MeasuredLine("the toolkit in a box, without PDFs", found["seconds"], "s", BOX, note=note)
