"""What a linter of style sheets would say, and what only we know: layers, tokens, and which classes are worn."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import tinycss2
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
# What leaves the portal, and what lies among the unlayered styles of Wagtail's admin.
ALONE = {"package.css", "companion.css", "pdf.css", "staff.css", "desk.css"}
LAYERED = [sheet for sheet in SHEETS if sheet.name not in ALONE]
LAYERS = ["tokens", "base", "layout", "parts", "modes"]
PHYSICAL = re.compile(
    r"(margin|padding|border|inset)-(left|right|top|bottom)|left|right|top|bottom|(min-|max-)?(width|height)"
)
# Classes made of a value: (where it is made, the values).
MADE = {
    "answers to questions (assessments/domain/answers.py)": "yes partly no na blank",
    "how far an action is, and how late (assessments/presenters)": "late todo doing done dropped",
    "what became of an answer (assessments/domain/comparing.py)": "improved stayed fell moved new gone",
    "lines of a model form's field (toolkit/printouts/form_fields.py)": "h18 h24 h30 h36",
    "a drawing (toolkit/templatetags/portal.py)": "i",
    "kinds of stretches of a class (templates/modules/parts/plan.html)": "of-issue of-exercise of-case of-film",
}


class Rule(NamedTuple):
    sheet: str
    line: int
    around: tuple[str, ...]  # the at-rules it stands in, from outside
    selector: str
    body: list[Any]

    @property
    def place(self) -> str:
        return f"{self.sheet}:{self.line} {self.selector}"

    @property
    def selectors(self) -> list[str]:
        """Split at the commas that stand in no brackets."""
        return [re.sub(r"\s+", " ", one).strip() for one in re.split(r",(?![^(]*\))", self.selector)]

    def declarations(self) -> Iterator[Any]:
        for one in tinycss2.parse_blocks_contents(self.body, skip_comments=True, skip_whitespace=True):
            if one.type == "declaration":
                yield one


def rules_in(sheet: Path) -> list[Rule]:
    """All style rules. Raises AssertionError where the sheet cannot be read."""
    parsed = tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True, skip_whitespace=True)
    return list(flattened(sheet.name, parsed, ()))


def flattened(sheet: str, parsed: list[Any], around: tuple[str, ...]) -> Iterator[Rule]:
    for one in parsed:
        assert one.type != "error", f"{sheet}:{one.source_line}: {one.message}"
        if one.type == "qualified-rule":
            yield Rule(sheet, one.source_line, around, tinycss2.serialize(one.prelude).strip(), one.content)
        elif one.content is not None and one.lower_at_keyword in {"layer", "media", "supports", "container"}:
            inner = tinycss2.parse_rule_list(one.content, skip_comments=True, skip_whitespace=True)
            name = f"@{one.lower_at_keyword} {tinycss2.serialize(one.prelude).strip()}"
            yield from flattened(sheet, inner, (*around, name))


@cache
def rules() -> list[Rule]:
    return [rule for sheet in SHEETS for rule in rules_in(sheet)]


def ours() -> list[Rule]:
    """The rules of the portal's own pages."""
    return [rule for rule in rules() if rule.sheet not in ALONE]


def layer_of(rule: Rule) -> str:
    return next((one.removeprefix("@layer ") for one in rule.around if one.startswith("@layer ")), "")


def test_every_rule_of_the_portals_pages_stands_in_a_layer() -> None:
    """What stands outside beats all that stands in one, whatever its selector says."""
    assert len(ours()) > 500
    assert [rule.place for rule in ours() if layer_of(rule) not in LAYERS] == []
    assert f"@layer {', '.join(LAYERS)};" in (ROOT / "static/css/tokens.css").read_text()


def test_no_rule_shouts() -> None:
    assert [rule.place for rule in ours() if any(one.important for one in rule.declarations())] == []


def test_no_rule_says_the_same_twice_and_no_selector_stands_twice_in_one_place() -> None:
    twice: list[str] = []
    seen: set[tuple[object, ...]] = set()
    for rule in rules():
        names = [one.lower_name for one in rule.declarations()]
        twice += [f"{rule.place}: {name}" for name in set(names) if names.count(name) > 1]
        where = (rule.sheet, rule.around, *sorted(rule.selectors))
        twice += [rule.place] if where in seen else []
        seen.add(where)
    assert twice == []


def test_pages_are_laid_out_by_logical_properties_so_that_right_to_left_needs_no_second_sheet() -> None:
    physical = [
        f"{rule.place}: {one.name}"
        for rule in ours()
        for one in rule.declarations()
        if PHYSICAL.fullmatch(one.lower_name) or (one.lower_name == "text-align" and "left" in str(one.value))
    ]
    assert physical == []


def test_every_token_that_is_used_is_set_somewhere() -> None:
    text = "\n".join(sheet.read_text() for sheet in LAYERED)
    assert set(re.findall(r"var\((--[\w-]+)\)", text)) - set(re.findall(r"(--[\w-]+):", text)) == set()


@cache
def worn() -> frozenset[str]:
    """Every word that stands in a class of a template, of JavaScript or of Python."""
    in_class = re.compile(r"""class(?:Name)?\s*[=:]\s*\\?["'{]((?:\{[{%].*?[%}]\}|[^"'>])*)""", re.DOTALL)
    in_code = re.compile(
        r"""classList\.\w+\(([^)]*)|block main_class %\}([\w -]*)|["']class["']: *["']([^"']*)|with (?:class|css)="([^"]*)"""
        r"""|\{% icon '[\w-]+' '([\w -]*)"""
    )
    words = set(" ".join(MADE.values()).split())
    for folder in ("templates", "static/js", "accounts", "assessments", "exports", "modules", "network", "toolkit"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in {".html", ".js", ".py"}:
                text = file.read_text()
                parts: list[str] = []
                for pattern in (in_class, in_code):
                    for match in pattern.finditer(text):
                        parts += [group for group in match.groups() if group]
                words.update(re.findall(r"[\w-]+", " ".join(parts)))
    return frozenset(words)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_class_that_has_a_rule_is_worn_somewhere(sheet: Path) -> None:
    styled = {
        name
        for rule in rules()
        if rule.sheet == sheet.name
        for name in re.findall(r"\.([A-Za-z][\w-]*)", rule.selector)
    }
    assert styled - worn() == set()


# In a process of its own: WeasyPrint lets Pillow take half a picture for a whole one, everywhere in a process.
READ_SHEET = """
import logging, sys
logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stdout))
from weasyprint import CSS
CSS(filename=sys.argv[1])
"""


def test_weasyprint_understands_every_word_of_the_sheet_for_paper() -> None:
    command = [sys.executable, "-c", READ_SHEET, ROOT / "static/css/pdf.css"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""


# Pages that wear less than the rest, and all the sheets they link.
LIGHT = {
    "toolkit/tool_page.html": {"base.css", "components.css", "reading.css"},
    "toolkit/checklist_page.html": {"base.css", "components.css", "fields.css", "answers.css", "result.css"},
    "toolkit/home_page.html": {"base.css", "components.css", "fields.css", "home.css"},
}
FOR_ALL = {"tokens.css", "base.css", "components.css", "fields.css", "home.css", "reading.css", "pages.css"}


def find_templates(name: str) -> set[Path]:
    """Those that a page is made of: what it extends and includes, and where a body may stand, every block."""
    folder, found = ROOT / "templates", set()
    waiting = [folder / name]
    while waiting:
        template = waiting.pop()
        if template.exists() and template not in found:
            found.add(template)
            text = template.read_text()
            waiting += [folder / other for other in re.findall(r"""\{% (?:extends|include) ["']([^"']+)""", text)]
            waiting += (folder / "toolkit/blocks").glob("*.html") if "{% body " in text else []
    return found


@pytest.mark.parametrize("name", LIGHT)
def test_a_page_that_links_fewer_sheets_wears_nothing_of_the_others(name: str) -> None:
    text = "\n".join(template.read_text() for template in find_templates(name))
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="((?:\{[{%].*?[%}]\}|[^">])*)', text, re.DOTALL))))
    elements = set(re.findall(r"<([a-z][a-z0-9]*)", text))
    missed = []
    for rule in rules():
        if rule.sheet in FOR_ALL - LIGHT[name] - {"tokens.css"}:
            for selector in rule.selectors:
                plain = re.sub(r":(?:not|is|where|has)\([^()]*\)", "", selector)
                wears = set(re.findall(r"\.([A-Za-z][\w-]*)", plain))
                is_made_of = set(
                    re.findall(r"(?:^|[\s>+~])([a-z][a-z0-9]*)", re.sub(r"::?[\w-]+(\([^)]*\))?", "", plain))
                )
                missed += [rule.place] if (wears | is_made_of) and wears <= classes and is_made_of <= elements else []
    assert missed == []
