"""Readings as citations: CSL-JSON in; APA, BibTeX and RIS out.

APA is worked out by citeproc, which takes a second to import: it is done at publication and kept with the module.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import nh3

Csl = Mapping[str, Any]
STYLE = Path(__file__).resolve().parent.parent / "apa.csl"
# CSL's kind -> BibTeX's, RIS's
KINDS = {
    "book": ("book", "BOOK"),
    "chapter": ("incollection", "CHAP"),
    "article-journal": ("article", "JOUR"),
    "report": ("techreport", "RPRT"),
    "treaty": ("misc", "STAT"),
    "legislation": ("misc", "STAT"),
    "legal_case": ("misc", "CASE"),
    "webpage": ("misc", "ELEC"),
    "document": ("misc", "GEN"),
}
# Fields of a reading block that CSL names otherwise.
NAMES = {
    "title": "title",
    "container": "container-title",
    "series": "collection-title",
    "publisher": "publisher",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "number": "number",
    "doi": "DOI",
    "url": "URL",
}


def convert_to_csl(reading: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A reading block as CSL-JSON; what is empty is left out."""
    csl: dict[str, Any] = {"id": key, "type": reading.get("kind") or "document"}
    csl |= {csl_name: str(reading[name]) for name, csl_name in NAMES.items() if reading.get(name)}
    if authors := [parse_author(line) for line in str(reading.get("authors") or "").splitlines() if line.strip()]:
        csl["author"] = authors
    if reading.get("year"):
        csl["issued"] = {"date-parts": [[int(reading["year"])]]}
    return csl


def parse_author(line: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in line.strip().partition(","))
    return {"family": family, "given": given} if comma and given else {"literal": line.strip()}


def convert_from_csl(csl: Csl) -> dict[str, Any]:
    """CSL-JSON as the values of a reading block: the other way round."""
    values: dict[str, Any] = {name: str(csl.get(csl_name) or "") for name, csl_name in NAMES.items()}
    values["kind"] = csl.get("type") if csl.get("type") in KINDS else "document"
    values["authors"] = "\n".join(format_author(author) for author in csl.get("author") or [])
    values["year"] = year_of(csl)
    return values


def format_author(author: Mapping[str, str]) -> str:
    return author.get("literal") or ", ".join(filter(None, [author.get("family"), author.get("given")]))


def year_of(csl: Csl) -> int | None:
    parts = (csl.get("issued") or {}).get("date-parts") or [[]]
    return int(parts[0][0]) if parts[0] else None


def format_apa(readings: Iterable[Csl]) -> dict[str, str]:
    """Each reading in APA style as HTML (em and a link at most), by its id."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    rows = list(readings)
    if not rows:
        return {}
    source = CiteProcJSON([dict(row) for row in rows])
    shown = CitationStylesBibliography(style(), source, formatter.html)
    cited = {row["id"]: Citation([CitationItem(row["id"])]) for row in rows}
    for citation in cited.values():
        shown.register(citation)
    # The bibliography sorts itself; its keys say which entry is whose.
    texts = dict(zip(shown.keys, (str(entry) for entry in shown.bibliography()), strict=True))
    return {row["id"]: tidy(texts[row["id"].lower()]) for row in rows}


@lru_cache(maxsize=1)
def style() -> Any:
    from citeproc import CitationStylesStyle

    return CitationStylesStyle(str(STYLE), locale="en-US", validate=False)


def tidy(html: str) -> str:
    """Only emphasis stays, and an address becomes a link."""
    kept = nh3.clean(html.replace("<i>", "<em>").replace("</i>", "</em>"), tags={"em"})
    return re.sub(r"https?://[^\s<]+[^\s<.,)]", lambda found: link(found[0]), kept)


def link(address: str) -> str:
    return f'<a href="{address}" rel="external noreferrer">{address}</a>'


def format_bibtex(readings: Iterable[Csl]) -> str:
    return "\n\n".join(bibtex_entry(csl) for csl in readings) + "\n"


def bibtex_entry(csl: Csl) -> str:
    kind = KINDS.get(csl["type"], ("misc", ""))[0]
    container = {"article": "journal", "incollection": "booktitle"}.get(kind, "howpublished")
    publisher = "institution" if kind == "techreport" else "publisher"
    year = year_of(csl)
    fields = {
        "title": f"{{{plain(csl['title'])}}}",
        "author": " and ".join(bibtex_name(author) for author in csl.get("author") or []),
        "year": str(year or ""),
        "series": plain(csl.get("collection-title", "")),
        container: plain(csl.get("container-title", "")),
        publisher: plain(csl.get("publisher", "")),
        "volume": csl.get("volume", ""),
        "number": csl.get("issue") or csl.get("number", ""),
        "pages": str(csl.get("page", "")).replace("–", "--"),
        "doi": csl.get("DOI", ""),
        "url": csl.get("URL", ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{csl['id']},", *lines, "}"])


def bibtex_name(author: Mapping[str, str]) -> str:
    """An organisation stands in braces of its own, else BibTeX would look for its family name."""
    name = plain(format_author(author))
    return f"{{{name}}}" if "literal" in author else name


def plain(text: str) -> str:
    """Without what BibTeX would read as a command."""
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\]", "", str(text)))


def format_ris(readings: Iterable[Csl]) -> str:
    return "\n".join(ris_entry(csl) for csl in readings)


def ris_entry(csl: Csl) -> str:
    first, _dash, last = str(csl.get("page", "")).replace("–", "-").partition("-")
    year = year_of(csl)
    fields = [
        ("TY", KINDS.get(csl["type"], ("", "GEN"))[1]),
        ("ID", csl["id"]),
        ("TI", csl["title"]),
        *(("AU", format_author(author)) for author in csl.get("author") or []),
        ("PY", str(year or "")),
        ("T2", csl.get("container-title", "")),
        ("T3", csl.get("collection-title", "")),
        ("PB", csl.get("publisher", "")),
        ("VL", csl.get("volume", "")),
        ("IS", csl.get("issue") or csl.get("number", "")),
        ("SP", first),
        ("EP", last),
        ("DO", csl.get("DOI", "")),
        ("UR", csl.get("URL", "")),
    ]
    rows = [f"{tag}  - {' '.join(str(value).split())}" for tag, value in fields if value]
    return "\r\n".join([*rows, "ER  - ", ""])


def format_plain_citation(csl: Csl) -> str:
    """A plain citation where citeproc cannot make one."""
    names = ", ".join(format_author(author) for author in csl.get("author") or [])
    year = year_of(csl)
    said = " ".join(filter(None, [names, f"({year})." if year else "", f"{csl['title']}."]))
    return escape(said) + (f" {link(escape(csl['URL']))}" if csl.get("URL") else "")
