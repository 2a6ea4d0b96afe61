"""Every file of the working kit, of every page there is, through the real renderer, each made once for all tests."""

import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import Locale

from exports.domain.kinds import PrintoutKind
from exports.pdf import Source, render_document
from exports.printouts import Printout
from tests.exports.pdf.structure import annotations, fields, tagged
from tests.exports.pdf.test_conformance import GUESSES
from tests.toolkit.test_form_documents import list_what_gives_away
from toolkit.models import BlankFormPage, Provision
from toolkit.printouts import PROVISION
from toolkit.printouts.kit import CASE, FORM, KIT, LEARNING, PATH, PATH_CARD, SENTENCES, SHORT, SIGNS, TEN_SENTENCES

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

PAPER, FILLABLE = {"form": "paper", "size": "a4"}, {"form": "fillable", "size": "a4"}
WARNING = "A sign means: offer help. It never means: stop, search, arrest or send back."
LARGEST_FORM = 41_000  # bytes; in Dari 40,027 with the day by two calendars
A4, A5, A6 = (595, 842), (420, 595), (298, 420)  # points
# An article with paragraphs of its own, one paragraph, law of one country, and guidance.
PROVISIONS = ("tip-6", "som-16-3", "pk-const-11", "opg-g2")


@dataclass(frozen=True)
class Paper:
    """One finished file."""

    kind: PrintoutKind
    printout: Printout
    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_card(self) -> bool:
        return self.name.startswith("card-")

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(self.path)

    @cached_property
    def words(self) -> str:
        """What pdftotext reads, cell by cell, without white space: lines break where they like."""
        done = subprocess.run(["pdftotext", "-raw", self.path, "-"], capture_output=True, text=True, check=True)
        return closed_up(done.stdout)

    @property
    def size(self) -> tuple[int, int]:
        (_left, _bottom, width, height) = self.pdf.pages[0].mediabox
        return round(float(width)), round(float(height))


def closed_up(text: str) -> str:
    return "".join(text.split())


def print_page(kind: PrintoutKind, subject: str, options: dict[str, str], folder: Path) -> Paper:
    assert kind.make
    printout = kind.make(subject, options)
    path = folder / printout.filename
    assert not path.exists(), f"two files are called {path.name}"
    made = Source(
        printout.html, printout.manifest, printout.language, printout.fillable, printout.links, printout.assets
    )
    path.write_bytes(render_document(made, seconds=60))
    return Paper(kind, printout, path)


def make_papers(folder: Path) -> Iterator[Paper]:
    for kind in KIT:
        model: Any = next(iter(kind.shows))
        for page in model.objects.live().filter(locale__language_code="en"):
            for options in (PAPER, FILLABLE) if kind.fillable else (PAPER,):
                yield print_page(kind, str(page.pk), options, folder)
    for key in PROVISIONS:
        row = Provision.objects.get(key=key, locale__language_code="en")
        yield print_page(PROVISION, str(row.pk), PAPER, folder)


@pytest.fixture(scope="module")
def papers(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Paper]:
    """Of the starter content, which is always there; nothing is written into the database."""
    with django_db_blocker.unblock():
        return list(make_papers(tmp_path_factory.mktemp("kit")))


@pytest.fixture
def of(papers: list[Paper]) -> Callable[..., list[Paper]]:
    """`of(SIGNS, PATH)`: the files of these kinds; there are some of each."""

    def choose(*kinds: PrintoutKind) -> list[Paper]:
        assert {paper.kind.kind for paper in papers} >= {kind.kind for kind in kinds}
        return [paper for paper in papers if paper.kind in kinds]

    return choose


# --- Proofs ---------------------------------------------------------------------------------------------------------


def test_there_is_a_file_of_every_page_of_every_kind(papers: list[Paper]) -> None:
    counted = {kind.kind: sum(paper.kind is kind for paper in papers) for kind in KIT}
    assert counted == {
        "toolkit.signs": 16,
        "toolkit.path": 3,
        "toolkit.card": 3,
        "toolkit.sentences": 1,
        "toolkit.ten-sentences": 1,
        "toolkit.form": 32,
        "toolkit.case": 18,
        "toolkit.short": 10,
        "toolkit.learning": 4,
    }


def test_pdfua_finds_nothing(papers: list[Paper]) -> None:
    found = {paper.name: [(f.rule_id, f.message) for f in pdfua.validate(str(paper.path)).findings] for paper in papers}
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_outloud_finds_nothing(papers: list[Paper]) -> None:
    found = {paper.name: list_findings(paper) for paper in papers}
    assert {name: rules for name, rules in found.items() if rules} == {}


def list_findings(paper: Paper) -> list[tuple[str, str]]:
    """What outloud says but for its guesses: that most cells of a form's table are empty, as they should be; and that
    head and foot of a page may be prose, where there is no second page to show that they come again."""
    result = outloud.check(str(paper.path))
    assert result.error is None, paper.name
    guesses = {*GUESSES, *(["TBL-012"] if paper.kind is FORM else [])}
    told = [(found.rule, found.message) for found in result.findings if found.rule not in guesses]
    alone = len(paper.pdf.pages) == 1
    return [(rule, words) for rule, words in told if not (alone and rule == "TAG-002" and words[:2] in {"1 ", "2 "})]


def test_qpdf_finds_the_files_sound(papers: list[Paper]) -> None:
    for paper in papers:
        check = subprocess.run(["qpdf", "--check", paper.path], capture_output=True, text=True)
        assert check.returncode == 0, paper.name + check.stdout + check.stderr


def test_each_claims_both_standards_and_brings_its_manifest(papers: list[Paper]) -> None:
    for paper in papers:
        xmp = paper.pdf.Root.Metadata.read_bytes().decode()
        for claim in ('pdfaid:part="3"', 'pdfaid:conformance="A"', 'pdfuaid:part="1"'):
            assert claim in xmp, paper.name
        assert paper.pdf.attachments["manifest.json"].get_file().read_bytes() == paper.printout.manifest
        assert str(paper.pdf.docinfo["/Title"]) == paper.printout.title


# --- Sizes ----------------------------------------------------------------------------------------------------------


def test_a_form_to_fill_in_has_at_most_40_kb(of: Callable[..., list[Paper]]) -> None:
    sizes = {paper.name: paper.path.stat().st_size for paper in of(FORM) if paper.printout.fillable}
    assert len(sizes) == 16
    assert {name: size for name, size in sizes.items() if size > LARGEST_FORM} == {}


@pytest.mark.parametrize(
    ("kinds", "size", "most"),
    [
        ([LEARNING], A4, 1),
        ([SHORT], A5, 1),
        ([SIGNS], A5, 4),
        ([PATH_CARD, TEN_SENTENCES], A6, 2),
        ([PATH, SENTENCES, FORM, CASE, PROVISION], A4, 9),
    ],
    ids=["learning", "short", "signs", "cards", "others"],
)
def test_a_file_has_its_paper_and_no_more_sheets_than_it_should(
    of: Callable[..., list[Paper]], kinds: list[PrintoutKind], size: tuple[int, int], most: int
) -> None:
    for paper in of(*kinds):
        assert paper.size == size, paper.name
        assert len(paper.pdf.pages) <= most, paper.name


# --- What stands in them --------------------------------------------------------------------------------------------


def test_the_warning_stands_on_every_list_path_card_and_form(of: Callable[..., list[Paper]]) -> None:
    for paper in of(SIGNS, PATH, PATH_CARD, SENTENCES, TEN_SENTENCES, FORM):
        assert paper.is_card or closed_up(WARNING) in paper.words, paper.name


def test_no_list_counts_its_signs(of: Callable[..., list[Paper]]) -> None:
    for paper in of(SIGNS):
        assert not re.search(r"\d+signs?(?![a-z])", paper.words), paper.name


def test_what_somebody_signs_says_nowhere_that_something_is_to_be_verified(of: Callable[..., list[Paper]]) -> None:
    for paper in of(FORM):
        assert closed_up("To be verified").lower() not in paper.words.lower(), paper.name


def test_every_word_of_a_form_is_in_its_file_in_both_kinds(of: Callable[..., list[Paper]]) -> None:
    pages = {str(page.pk): page for page in BlankFormPage.objects.all()}
    for paper in of(FORM):
        page = pages[paper.printout.subject]
        asked = [field for part in page.parts for field in part.value["fields"]]
        for field in [] if paper.is_card else asked:
            for text in (field["label"], *field["options"], *field["columns"], *field["points"]):
                assert closed_up(text) in paper.words, (paper.name, text)


def test_every_field_has_a_name_of_its_own_and_words_for_a_voice(of: Callable[..., list[Paper]]) -> None:
    pages = {str(page.pk): page for page in BlankFormPage.objects.all()}
    for paper in of(FORM):
        kinds = {field["kind"] for part in pages[paper.printout.subject].parts for field in part.value["fields"]}
        if not paper.printout.fillable or kinds <= {"fixed", "sign"}:  # the rights sheet is read and kept
            assert "/AcroForm" not in paper.pdf.Root, paper.name
            continue
        named = [str(field.T) for field in paper.pdf.Root.AcroForm.Fields]
        assert len(named) == len(set(named)) > 3, paper.name
        assert all(str(field.TU).strip() for field in paper.pdf.Root.AcroForm.Fields), paper.name
        said = [str(widget.get("/TU") or widget.Parent.TU) for widget in annotations(paper.pdf, "Widget")]
        assert len(said) == len(tagged(paper.pdf, "Form")) >= len(named), paper.name
        assert not re.search(rb"/S\s*/(SubmitForm|JavaScript)|/JS\b", paper.path.read_bytes()), paper.name


def test_the_file_of_an_article_lists_the_questions_of_its_workbook(
    of: Callable[..., list[Paper]], visitor: Client
) -> None:
    for paper in of(PROVISION):
        row = Provision.objects.get(pk=paper.printout.subject)
        answer = visitor.get(reverse("toolkit:provision_workbook", args=[row.key]))
        questions = (
            list(load_workbook(io.BytesIO(answer.content)).active.values)[1:] if answer.status_code == 200 else []
        )
        assert closed_up(f"Questions that rest on it: {len(questions)}") in paper.words
        places = [paper.words.find(closed_up(question)) for _checklist, _code, question, *_rest in questions]
        assert -1 not in places, row.key
        assert bool(tagged(paper.pdf, "TR")) == bool(questions)


# --- The person's own card ------------------------------------------------------------------------------------------


def test_a_card_for_the_person_gives_nobody_away(of: Callable[..., list[Paper]]) -> None:
    cards = [paper for paper in of(FORM) if paper.is_card]
    assert [paper.name for paper in cards] == ["card-en-v1-paper.pdf", "card-en-v1.pdf"]
    for paper in cards:
        page = BlankFormPage.objects.get(pk=paper.printout.subject)
        xmp = paper.pdf.Root.Metadata.read_bytes().decode()
        facts = json.dumps({name: str(value) for name, value in paper.pdf.docinfo.items()})
        names = (
            " ".join(f"{name} {field.TU}" for name, field in fields(paper.pdf).items())
            if "/AcroForm" in paper.pdf.Root
            else ""
        )
        told = closed_up(
            " ".join([paper.words, xmp, facts, names, paper.printout.manifest.decode(), paper.name])
        ).lower()
        assert str(paper.pdf.docinfo["/Title"]) == "Card"
        assert [one for one in list_what_gives_away(page) if closed_up(one).lower() in told] == []
        assert annotations(paper.pdf, "Link") == []
        assert paper.printout.page_url.partition("://")[2] not in paper.printout.html


def test_eight_cards_with_four_drawings_each_stand_on_one_sheet(of: Callable[..., list[Paper]]) -> None:
    for paper in (paper for paper in of(FORM) if paper.is_card):
        assert len(paper.pdf.pages) == 1
        assert paper.words.count(closed_up("Health and work advice:")) == 8
        drawn = [str(figure.Alt) for figure in tagged(paper.pdf, "Figure")]
        assert drawn == ["Doctor", "Bed", "Law", "Telephone"] * 8


# --- An English form in a Dari frame --------------------------------------------------------------------------------


def test_a_form_that_is_not_translated_yet_is_right_to_left_around_its_english_words(tmp_path: Path) -> None:
    source = BlankFormPage.objects.get(slug="referral-note", locale__language_code="en")
    dari = Locale.objects.get(language_code="prs")
    page = source.copy_for_translation(dari, copy_parents=True)
    page.save_revision().publish()
    paper = print_page(FORM, str(page.pk), FILLABLE, tmp_path)
    assert '<html lang="fa-AF" dir="rtl">' in paper.printout.html
    assert paper.pdf.Root.ViewerPreferences.Direction == "/R2L"
    written = [field for field in fields(paper.pdf).values() if field.FT == "/Tx"]
    assert written
    assert {int(field.Q) for field in written} == {2}
    assert list(pdfua.validate(str(paper.path)).findings) == []
    assert list_findings(paper) == []
    assert subprocess.run(["qpdf", "--check", paper.path], capture_output=True).returncode == 0
    assert paper.path.stat().st_size <= LARGEST_FORM + 1000  # “ EN” behind each line
