"""In which order a PDF paints what its tags put into order: some readers go by the one, some by the other."""

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary


def in_order(file: Path) -> dict[int, float]:
    """The share of each page's words that is painted in the order of the tags; marks of lists do not count."""
    with pikepdf.open(file) as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        wanted: dict[int, list[int]] = {}
        for page, name in named(pdf.Root.StructTreeRoot.K[0], None):
            wanted.setdefault(places[page.objgen], []).append(name)
        found = {number: ranks(painted(page), wanted.get(number, [])) for number, page in enumerate(pdf.pages, 1)}
        return {number: longest_rise(row) / len(row) for number, row in found.items() if row}


def named(element: pikepdf.Object, page: pikepdf.Object | None) -> Iterator[tuple[pikepdf.Object, int]]:
    """Page and number of every marked content, as a reader meets it in the tree."""
    page, inner = element.get("/Pg", page), element.get("/K")
    for kid in (
        [] if inner is None or element.get("/S") == "/Lbl" else list(inner) if isinstance(inner, Array) else [inner]
    ):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from named(kid, page)
        elif isinstance(kid, Dictionary) and kid.get("/Type") == "/MCR":
            yield kid.get("/Pg", page), int(kid.MCID)
        elif isinstance(kid, int):
            yield page, int(kid)  # type: ignore[misc]


def painted(page: pikepdf.Page) -> list[int]:
    marks = [operands[1] for operands, name in pikepdf.parse_content_stream(page) if str(name) == "BDC"]
    return [int(mark.MCID) for mark in marks if isinstance(mark, Dictionary) and "/MCID" in mark]


def ranks(names: list[int], wanted: list[int]) -> list[int]:
    rank = {name: number for number, name in enumerate(wanted)}
    return [rank[name] for name in names if name in rank]


def longest_rise(row: list[int]) -> int:
    """How many of them stand in order."""
    ends: list[int] = []
    for number in row:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
