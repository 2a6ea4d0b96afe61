"""A page in two languages as a PDF: conformant, read back word by word, and gone with what it shows."""

import subprocess
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pytest
from django.test import Client

from exports import pdf
from exports.actions import request_export
from exports.models import Export
from exports.pdf import Source, render_document
from exports.printouts import build_printout
from exports.tasks import render_export
from tests import factories
from tests.exports.paper import a_pdf
from tests.exports.pdf.test_conformance import GUESSES
from tests.toolkit import scripts
from tests.toolkit.translated import translate
from toolkit.models import ToolPage
from toolkit.presenters.beside import name_subject

pytestmark = pytest.mark.django_db


def closed_up(text: str) -> str:
    return "".join(text.split())


def pair(code: str) -> tuple[ToolPage, ToolPage]:
    """An English tool with a block of each kind of words, and its translation in sentences of that language."""
    rule = factories.provision(number="art. 6(3)")
    body = [
        factories.block("heading", "Why it matters"),
        factories.block("text", "<p>First paragraph.</p><ol><li>One thing.</li><li>Another.</li></ol>"),
        factories.citation(rule, note="States protect people."),
        factories.block("do_dont", {"do": ["Offer time."], "dont": ["Never hurry."]}),
    ]
    english = factories.tool(body, title="Zebra crossing")
    title, lead, heading, questions = scripts.WORDS[code]
    other = translate(english, code)
    other.title, other.summary = title, lead
    raw = list(other.body.raw_data)
    raw[0] = {**raw[0], "value": heading}
    raw[1] = {**raw[1], "value": "<p>{}</p><ol><li>{}</li><li>{}</li></ol>".format(*questions[0][:3])}
    raw[2] = {**raw[2], "value": {**raw[2]["value"], "note": questions[0][3]}}
    other.body = other.body.stream_block.to_python(raw)
    other.save_revision().publish()
    return english, ToolPage.objects.get(pk=other.pk)


@pytest.mark.thorough
@pytest.mark.parametrize("code", ["prs", "bn", "ur", "fr"])
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "second"])
def test_a_file_in_two_scripts_conforms_and_gives_back_its_words(code: str, is_first: bool, tmp_path: Path) -> None:
    english, other = pair(code)
    rows = (other, english) if is_first else (english, other)
    printout = build_printout("toolkit.beside", name_subject(*rows), {"form": "paper", "size": "a4"})
    source = Source(printout.html, printout.manifest, printout.language, False, printout.links, printout.assets)
    data = render_document(source, seconds=60)
    path = tmp_path / printout.filename
    path.write_bytes(data)
    assert [(found.rule_id, found.message) for found in pdfua.validate(str(path)).findings] == []
    told = outloud.check(str(path))
    assert told.error is None
    with pikepdf.open(path) as opened:  # of one page alone nobody can tell that its head and foot come again
        guesses = {*GUESSES, *(["TAG-002"] if len(opened.pages) == 1 else [])}
    assert [(found.rule, found.message) for found in told.findings if found.rule not in guesses] == []
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0
    with pikepdf.open(path) as opened:
        assert str(opened.Root.Lang) == ("en" if not is_first else "fa-AF" if code == "prs" else code)
    text = closed_up(
        subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    )
    assert closed_up("First paragraph.") in text
    if code in ("fr", "bn"):
        assert closed_up(scripts.WORDS[code][3][0][1]) in text


# --- Withdrawn --------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A renderer and a broker that cost nothing."""
    monkeypatch.setattr(pdf, "render_document", lambda *_source, **_limits: a_pdf())
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_args, **_options: True)


def finished(*rows: Any) -> Export:
    row = request_export(build_printout("toolkit.beside", name_subject(*rows), {}))
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def is_given(row: Export) -> bool:
    return Client().get(row.file_url).status_code == 200


@pytest.mark.parametrize("which", ["english", "other", "rule"])
def test_the_file_of_both_goes_with_either_of_them_and_with_a_rule_they_cite(quick: None, which: str) -> None:
    rule = factories.provision()
    english = factories.tool([factories.citation(rule)])
    other = translate(english)
    rows = [finished(english, other), finished(other, english)]
    alone = factories.tool()
    kept = finished(alone, translate(alone))
    assert all(is_given(row) for row in [*rows, kept])
    {"english": english, "other": other, "rule": rule}[which].unpublish()
    assert not any(is_given(row) for row in rows)
    assert is_given(kept)


def test_what_is_not_one_thing_in_two_languages_is_no_file(quick: None) -> None:
    one, two = factories.tool(), factories.tool()
    other = translate(one)
    rule = factories.provision()
    for subject in (
        name_subject(one, two),
        name_subject(other, two),
        name_subject(one, one),
        f"page-{one.pk}",
        f"provision-{rule.pk}-{rule.pk}",
        f"user-{one.pk}-{other.pk}",
        f"page-{one.pk}-{10**19}",
    ):
        with pytest.raises(LookupError):
            build_printout("toolkit.beside", subject, {})
    other.unpublish()
    with pytest.raises(LookupError):
        build_printout("toolkit.beside", name_subject(one, other), {})
    assert Client().get(f"/en/files/ask/toolkit.beside/{name_subject(one, other)}/").status_code == 404


def test_law_and_words_have_a_file_in_two_languages_too(quick: None) -> None:
    for row in (factories.provision(), factories.term("Quince"), factories.instrument()):
        other = translate(row)
        assert build_printout("toolkit.beside", name_subject(row, other), {}).html.count("<tr") >= 2
