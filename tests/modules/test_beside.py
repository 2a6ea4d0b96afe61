"""A module in two languages, passage by passage; and what of its translation is still English."""

import re
import subprocess
from typing import Any

import outloud
import pdfua
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from exports import pdf
from exports.actions import request_export
from exports.models import Export
from exports.pdf import Source, render_document
from exports.printouts import build_printout
from exports.tasks import render_export
from modules.domain.outlines import ClassPlan, ClassPlanRow
from modules.models import Module, VideoText
from modules.permissions import LECTURERS
from modules.presenters.outline_writer import build_outline
from modules.printouts import build_class_pack
from tests import factories
from tests.exports.paper import a_pdf
from tests.markup import flat
from tests.modules.classroom import (
    RIGHT,
    SECRET,
    adaptation,
    change,
    exercise,
    listed,
    module,
    part,
    parts,
    stable,
    translate_module,
)
from tests.modules.test_module_printouts import closed_up, is_a_guess
from tests.modules.test_videos import film
from tests.toolkit import scripts
from tests.toolkit.test_beside import rows_in
from tests.toolkit.translated import MARK, translate
from toolkit.presenters.beside import name_subject

pytestmark = pytest.mark.django_db
SIGN = 'lang="en" dir="ltr" data-english'
NO_LISTS: dict[str, Any] = {"references": [], "provisions": []}


def more_parts() -> list[dict[str, Any]]:
    """Those that `parts` lacks, so that there is one of each kind."""
    rule = factories.provision(number="art. 6(3)")
    rows = listed({"minutes": 10, "title": "Begin here", "text": "In pairs first.", "part": ""})
    reading = part("reading", "reading-a", title="A known book", note="Reads quickly")
    reading["value"]["kind"] = "book"
    slides = listed({"title": "One slide", "points": listed("A point on it"), "notes": "Say it slowly"})
    return [
        part("plan", "plan-a", title="A short plan", minutes=10, rows=rows),
        part("issue", "issue-cited", title="Cited law", summary="Why so", text="<p>One.</p><ol><li>Two.</li></ol>",
             references=[], provisions=listed(rule.pk)),
        reading,
        part("slides", "slides-a", title="Slides to show", slides=slides),
        part("guidance", "guide-a", title="Make it local", text="<h3>First step</h3><p>Ask around.</p>"),
    ]  # fmt: skip


def whole(slug: str = "rights-two", **fields: Any) -> Module:
    return module(slug, [*parts(), *more_parts()], introduction="<p>Hello to all.</p>", reader="Lecturers.", **fields)


def html(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_each_passage_of_every_kind_of_part_stands_beside_its_own(visitor: Client) -> None:
    translate_module(whole())
    text = html("/en/beside/prs/en/modules/rights-two/")
    rows = rows_in(text)
    assert len(rows) == text.count('<div class="one"') > 30
    assert all('lang="fa-AF" dir="rtl"' in one and 'lang="en" dir="ltr"' in two for _anchor, one, two in rows)
    law = [one for _anchor, one, _two in rows if MARK not in one]
    assert len(law) == 1
    assert re.search(r'<span lang="en" dir="ltr">[^<]*art\. 6\(3\)</span>', law[0]), "law that Dari lacks is English"
    for told in (
        "Begin here",
        "A point on it",
        "Say it slowly",
        "Reads quickly",
        "Ask around.",
        "Is it a crime?",
        "No",
    ):
        assert any(MARK + told in one and f">{told}<" in two for _anchor, one, two in rows), told
    for label in ("Class plan", "Key issue", "Case study, Fictional", "10 minutes", "What to say", "To adapt it"):
        assert (f'<p class="label">{label}</p>' in text) == (label != "To adapt it")
    assert '<p class="label">Reading: <span lang="en" dir="ltr">A known book</span></p>' in text
    other_way = rows_in(html("/en/beside/en/prs/modules/rights-two/"))
    assert [anchor for anchor, _one, _two in other_way] == [anchor for anchor, _one, _two in rows]


def test_a_part_that_one_language_lacks_stands_alone(visitor: Client) -> None:
    english = whole()
    own = translate_module(english)
    own.parts = [raw for raw in own.parts.raw_data if raw["id"] != stable("outcome-judge")]
    own.save()
    rows = rows_in(html("/en/beside/prs/en/modules/rights-two/"))
    alone = [one for _anchor, one, two in rows if "Judge a case" in two]
    assert len(alone) == 1
    assert "— Not in this language" in alone[0]


def test_a_modules_page_leads_there_and_no_page_of_a_lecturers_own_does(visitor: Client) -> None:
    translate_module(translate_module(whole(), "ur"), "prs")
    text = html("/prs/modules/rights-two/")
    for code in ("en", "ur"):
        assert f'href="/prs/beside/prs/{code}/modules/rights-two/"' in text
    assert "/beside/" not in html("/prs/modules/rights-two/class/").partition("<main")[2]
    module("rights-alone")
    assert "/beside/" not in html("/en/modules/rights-alone/")


def test_right_answers_feedback_and_marking_notes_are_never_there(editor: User, admin: User, member: User) -> None:
    english = whole()
    own = translate_module(english)
    assert SECRET in str(own.parts.raw_data)
    assert RIGHT in str(own.parts.raw_data)
    member.groups.add(Group.objects.get(name=LECTURERS))
    for person in (None, member, editor, admin):
        browser = Client()
        if person:
            browser.force_login(person)
        text = html("/en/beside/prs/en/modules/rights-two/", browser)
        assert "Is it a crime?" in text
        assert SECRET not in text
        assert RIGHT not in text
    printed = build_printout("modules.beside", name_subject(own, english), {})
    assert "Is it a crime?" in printed.html
    assert not [word for word in (SECRET, RIGHT) if word in printed.html or word in printed.manifest.decode()]


def test_what_is_not_published_in_both_languages_is_no_such_page(visitor: Client) -> None:
    english = whole()
    own = translate_module(english)
    path = "/en/beside/prs/en/modules/rights-two/"
    assert visitor.get(path).status_code == 200
    for wrong in ("en/en", "xx/en", "prs/xx", "fr/en"):
        assert visitor.get(f"/en/beside/{wrong}/modules/rights-two/").status_code == 404
    assert visitor.get("/en/beside/prs/en/modules/nothing/").status_code == 404
    for row in (english, own):
        Module.objects.filter(pk=row.pk).update(live=False)
        assert visitor.get(path).status_code == 404
        with pytest.raises(LookupError):
            build_printout("modules.beside", name_subject(own, english), {})
        Module.objects.filter(pk=row.pk).update(live=True)
    module("rights-other")
    module("rights-other", language="prs")
    assert visitor.get("/en/beside/prs/en/modules/rights-other/").status_code == 404, "two that share an address alone"


def test_a_draft_for_review_says_so_and_has_no_file(visitor: Client) -> None:
    english = whole()
    own = translate_module(english)
    path, ask = "/en/beside/prs/en/modules/rights-two/", f"/en/files/ask/modules.beside/{name_subject(own, english)}/"
    assert ask in html(path)
    assert "Draft for local review" not in html(path)
    Module.objects.filter(pk=own.pk).update(for_review=True)
    assert ask not in html(path)
    assert "Draft for local review" in html(path)
    assert visitor.post(ask).status_code == 404
    with pytest.raises(LookupError):
        build_printout("modules.beside", name_subject(english, own), {})


def test_a_film_stands_there_where_it_has_words_in_a_language_and_readers_may_watch_it(visitor: Client) -> None:
    video = film("a-film-for-two")
    english = module("rights-film", [part("film", "a-film-for-two", video=video.pk)])
    translate_module(english)
    path = "/en/beside/prs/en/modules/rights-film/"
    shown = [one for _anchor, one, two in rows_in(html(path)) if "A film" in two]
    assert shown
    assert all("— Not in this language" in one for one in shown)
    VideoText.objects.create(video=video, language="prs", title="فلم", transcript="<p>کلمه‌ها</p>")
    assert any("کلمه‌ها" in one and "Words" in two for _anchor, one, two in rows_in(html(path)))
    video.is_public = False
    video.save()
    assert "A film" not in html(path)


def test_an_adaptation_stands_there_with_its_parents_parts_and_its_own(editor: User, visitor: Client) -> None:
    english = whole()
    translate_module(english)
    draft = adaptation(english, editor, title="For Pakistan")
    change(draft, editor, "case-farm", title="The brick kiln")
    Module.objects.get(pk=draft.pk).get_latest_revision().publish()
    adapted = Module.objects.get(pk=draft.pk)
    own = adapted.copy_for_translation(factories.locale("prs"))
    own.title, own.live, own.parent = "برای پاکستان", True, english
    own.save()
    rows = rows_in(html(f"/en/beside/prs/en/modules/{adapted.slug}/"))
    assert any("The brick kiln" in two for _anchor, _one, two in rows)
    assert not any("The farm" in two for _anchor, _one, two in rows)
    assert any(MARK + "Name the two crimes" in one and "Name the two crimes" in two for _anchor, one, two in rows)


def test_three_exercises_and_laws_cost_the_queries_of_one(visitor: Client) -> None:
    def cost(number: int) -> int:
        names = [f"exercise-{number}-{place}" for place in range(number)]
        rules = [factories.provision() for _place in range(number)]
        issues = [
            part("issue", f"issue-{rule.pk}", title="T", summary="S", text="<p>X</p>", references=[],
                 provisions=listed(rule.pk))
            for rule in rules
        ]  # fmt: skip
        row = module(f"rights-{number}", [*map(exercise, names), *issues])
        translate_module(row)
        path = f"/en/beside/prs/en/modules/{row.slug}/"
        html(path)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows_in(html(path))) > number
        return len(queries)

    assert cost(1) == cost(3) <= 14


# --- Gaps -------------------------------------------------------------------------------------------------------

GAP = "Look at each face."


def with_gaps() -> tuple[Module, Module]:
    said = {"title": "Gender", "summary": GAP, "text": f"<p>First words.</p><p>{GAP}</p>"}
    english = module("rights-gaps", [part("issue", "issue-x", **said, **NO_LISTS), exercise("exercise-x", purpose=GAP)])
    return english, translate_module(english, gaps=(GAP,))


def test_a_translation_with_gaps_marks_them_and_says_how_many(visitor: Client) -> None:
    with_gaps()
    text = flat(html("/prs/modules/rights-gaps/"))
    assert text.count("data-english") == 2
    assert "قطعه ترجمه شده است" in text
    for key in ("issue-x", "exercise-x"):
        assert f"{SIGN}>{GAP}</p>" in flat(html(f"/prs/modules/rights-gaps/parts/{key}/"))
    assert "data-english" not in html("/en/modules/rights-gaps/")
    translate_module(module("rights-no-gaps"))
    assert "data-english" not in html("/prs/modules/rights-no-gaps/")
    assert f"<span {SIGN}>{GAP}</span>" in html("/en/beside/prs/en/modules/rights-gaps/")


def test_paper_marks_gaps_as_well(visitor: Client) -> None:
    _english, own = with_gaps()
    printed = build_printout("modules.handbook", str(own.pk), {}).html
    assert f"{SIGN}>{GAP}</p>" in printed
    assert "قطعه ترجمه شده است" in flat(printed)
    plan = ClassPlan("", "My class", 20, (ClassPlanRow(20, "Play", "", stable("exercise-x")),))
    assert f"{SIGN}>{GAP}</p>" in build_class_pack(build_outline(own), plan, module=own).html


@pytest.mark.parametrize("number", [1, 3])
def test_gaps_of_a_module_cost_one_query_however_many_there_are(visitor: Client, number: int) -> None:
    gaps = tuple(f"Stay calm, part {place}." for place in range(number))
    english = module("rights-calm", [part("outcome", f"outcome-{place}", text=gap) for place, gap in enumerate(gaps)])
    translate_module(english, gaps=gaps)

    def cost(code: str) -> int:
        html(f"/{code}/modules/rights-calm/")
        with CaptureQueriesContext(connection) as queries:
            html(f"/{code}/modules/rights-calm/")
        return len(queries)

    assert cost("prs") <= cost("en") + 2


# --- The file ---------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A renderer and a broker that cost nothing."""
    monkeypatch.setattr(pdf, "render_document", lambda *_source, **_limits: a_pdf())
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_args, **_options: True)


def finished(*rows: Any) -> Export:
    row = request_export(build_printout("modules.beside", name_subject(*rows), {}))
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def is_given(row: Export) -> bool:
    return Client().get(row.file_url).status_code == 200


@pytest.mark.parametrize("which", ["english", "own", "rule"])
def test_the_file_goes_with_either_language_and_with_law_that_it_cites(quick: None, which: str) -> None:
    rule = factories.provision()
    said = {"title": "T", "summary": "S", "text": "<p>X</p>", "references": []}
    english = module("rights-file", [part("issue", "issue-file", **said, provisions=listed(rule.pk))])
    english.save_revision().publish()
    own = translate_module(english)
    own.save_revision().publish()
    rows = [finished(english, own), finished(own, english)]
    alone = module("rights-kept", [exercise("exercise-kept")])
    kept = finished(alone, translate_module(alone))
    assert all(is_given(row) for row in [*rows, kept])
    {"english": english, "own": own, "rule": rule}[which].unpublish()
    assert not any(is_given(row) for row in rows)
    assert is_given(kept)


def test_what_is_not_one_module_in_two_languages_is_no_file(quick: None) -> None:
    one, two = whole("rights-one"), whole("rights-second")
    own = translate_module(one)
    page = factories.tool()
    for subject in (
        name_subject(one, two),
        name_subject(own, two),
        name_subject(one, one),
        name_subject(page, translate(page)),
        f"module-{one.pk}",
        f"module-{one.pk}-{10**19}",
    ):
        with pytest.raises(LookupError):
            build_printout("modules.beside", subject, {})


@pytest.mark.thorough
@pytest.mark.parametrize("code", ["prs", "bn"])
def test_a_module_in_two_scripts_conforms_and_gives_back_its_words(code: str, tmp_path: Any) -> None:
    english = whole()
    own = translate_module(english, code)
    own.title, own.summary = scripts.WORDS[code][0], scripts.WORDS[code][1]
    own.save()
    printout = build_printout("modules.beside", name_subject(own, english), {"form": "paper", "size": "a4"})
    source = Source(printout.html, printout.manifest, printout.language, False, printout.links, printout.assets)
    path = tmp_path / "file.pdf"
    path.write_bytes(render_document(source, seconds=60))
    found = [row for row in outloud.check(str(path)).findings if not is_a_guess(row, path) and not is_numbered(row)]
    assert [(row.rule, row.message) for row in found] == []
    assert [(row.rule_id, row.message) for row in pdfua.validate(str(path)).findings] == []
    assert subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    assert closed_up("Say it slowly") in closed_up(text)


def is_numbered(row: Any) -> bool:
    """Whether outloud takes a passage's number, at the right edge, and the first word of the cell beside it for one
    word, which no element announces: it sees no gap between them where they run from right to left."""
    return row.rule == "TAG-003" and all(box["x1"] - box["x0"] > 34 and box["x1"] > 540 for box in row.boxes)
