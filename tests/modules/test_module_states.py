"""Who gets what of a module, in each state that it can be in; and what an outline holds for whom.

V visitor, M member, L verified lecturer, P once a lecturer, X lecturer whose account is locked, G guarded account among
the lecturers, E editor, B publisher, A administrator.
"""

import zlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.models import User, sealed_address
from exports.models import Export
from modules.actions.publishing import process_module_publication
from modules.models import Decision, Module
from modules.packages.formats import PACKAGE_FORMATS, build_package
from modules.permissions import LECTURERS
from modules.presenters.outline_writer import build_outline
from modules.printouts import build_class_pack, build_module_handbook
from tests.conftest import person
from tests.modules.classroom import RIGHT, SECRET, adaptation, change, module, stable
from tests.modules.sample import DARI

pytestmark = pytest.mark.django_db

PEOPLE = "VMLPXGEBA"
EVERYBODY = PEOPLE
STATES = ["live", "review", "withdrawn"]
# Who gets a page or has a file made. `review` is published as a draft for local review.
TABLE = """
#                      live       review     withdrawn
get module             VMLPXGEBA  VMLPXGEBA  -
get part               VMLPXGEBA  VMLPXGEBA  -
get assessment         VMLPXGEBA  VMLPXGEBA  -
get bibtex             VMLPXGEBA  VMLPXGEBA  -
get ris                VMLPXGEBA  VMLPXGEBA  -
get build              VMLPXGEBA  VMLPXGEBA  -
get marking            LA         LA         -
get taught             MLPEBA     MLPEBA     -
get feedback           MLPEBA     MLPEBA     -
post take              VMLPXGEBA  -          -
post handbook          VMLPXGEBA  -          -
post printed           VMLPXGEBA  -          -
post class             VMLPXGEBA  LA         -
post with_marking      LA         LA         -
post book_with_marking LA         LA         -
"""
# Where right answers and marking notes stand, for whoever gets in.
HOLDS_ANSWERS = {"marking", "with_marking", "book_with_marking"}


def rows() -> dict[tuple[str, str], dict[str, str]]:
    lines = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return {(method, name): dict(zip(STATES, cells, strict=True)) for method, name, *cells in lines}


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that costs nothing."""
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_words, **_options: True)


def lecturer(email: str) -> User:
    user = person(email)
    user.groups.add(Group.objects.get(name=LECTURERS))
    return user


@pytest.fixture
def people(member: User, editor: User, publisher: User, admin: User) -> dict[str, Client]:
    """Signed in before one's verification ended and another's account was locked."""
    users = {"M": member, "E": editor, "B": publisher, "A": admin, "L": lecturer("lecturer@example.org")}
    users |= {"P": lecturer("was@example.org"), "X": lecturer("locked@example.org")}
    users["G"] = lecturer(sealed_address("zahra@example.org"))
    found = {"V": Client()}
    for letter, user in users.items():
        found[letter] = Client()
        found[letter].force_login(user)
    session = found["G"].session
    session["second_factor_is_there"] = True
    session.save()
    users["P"].groups.clear()
    User.objects.filter(pk=users["X"].pk).update(is_active=False)
    return found


def address(name: str, row: Module) -> str:
    more: dict[str, tuple[str, list[Any]]] = {
        "part": ("modules:part", [row.slug, "exercise-cards"]),
        "take": ("modules:take", [row.slug, "site"]),
        "handbook": ("modules:take", [row.slug, "handbook"]),
        "printed": ("exports:ask", ["modules.handbook", row.pk]),
        "class": ("modules:print_class", [row.slug]),
        "with_marking": ("modules:take_with_marking", [row.slug, "site"]),
        "book_with_marking": ("modules:take_with_marking", [row.slug, "handbook"]),
    }
    route, arguments = more.get(name, (f"modules:{name}", [row.slug]))
    return reverse(route, args=arguments)


def asked_for(browser: Client, method: str, path: str) -> tuple[bool, str]:
    """Whether she got it, and all the words that come with it: those of the file that will be made, too."""
    Export.objects.all().delete()
    response = getattr(browser, method)(path)
    made = [zlib.decompress(bytes(row.source)).decode() for row in Export.objects.all()]
    words = [response.content.decode(), *made]
    got = bool(made) if method == "post" else response.status_code == 200 and "To keep you safe" not in words[0]
    assert response.status_code < 500, path
    return got, " ".join(words)


@pytest.mark.parametrize("state", STATES)
def test_each_person_gets_what_the_table_says_and_answers_are_for_lecturers(
    people: dict[str, Client], state: str
) -> None:
    row, wrong = module(), []
    wishes = {"minutes": "90", "students": "20", "outcomes": [stable("outcome-judge")], "language": "en"}
    for browser in people.values():  # a plan of her own, made while it was there to be planned with
        browser.post(reverse("modules:build", args=[row.slug]), wishes)
    Module.objects.filter(pk=row.pk).update(live=state != "withdrawn", for_review=state == "review")
    for (method, name), expected in rows().items():
        for who, browser in people.items():
            got, words = asked_for(browser, method, address(name, row))
            if got != (who in expected[state]):
                wrong.append(f"{name} for {who}: {'given' if got else 'refused'}")
            if (SECRET in words or RIGHT in words) != (got and name in HOLDS_ANSWERS):
                wrong.append(f"{name} for {who}: answers are {'missing' if got else 'told'}")
    assert wrong == []


def test_an_outline_for_everybody_holds_no_answer_no_feedback_and_no_marking_note() -> None:
    """Whatever is made of it later: no page and no file has to leave something out."""
    row = module()
    public = build_outline(row)
    assert SECRET not in str(asdict(public))
    assert RIGHT not in str(asdict(public))
    (question,) = public.questions
    assert [(option.right, option.feedback) for option in question.options] == [(False, ""), (False, "")]
    assert [option.text for option in question.options] == ["Yes", "No"]
    for_lecturers = str(asdict(build_outline(row, for_lecturers=True)))
    assert SECRET in for_lecturers
    assert RIGHT in for_lecturers


def test_what_editors_have_in_hand_is_nobody_elses_before_it_is_published(
    people: dict[str, Client], editor: User
) -> None:
    """A draft of a module, and of an adaptation's decisions: not on a page, in a feed, in search, in a file."""
    parent = module("rights-parent")
    own = adaptation(parent, editor)
    Module.objects.filter(pk=own.pk).update(live=True, for_review=False)
    change(Module.objects.get(pk=own.pk), editor, "exercise-cards", Decision.EDIT, "ZQ7-why", title="ZQ7-ours")
    draft = Module.objects.get(pk=parent.pk)
    draft.title, draft.summary = "ZQ7-title", "ZQ7-summary"
    draft.save_revision(user=editor)
    for row in (parent, own):
        process_module_publication(Module.objects.get(pk=row.pk))
    places = [f"/en/modules/{row.slug}/{place}" for row in (parent, own) for place in ("", "parts/exercise-cards/")]
    places += ["/en/modules/", "/en/modules/list.json", "/en/modules/feed.xml", "/en/search/?q=cards"]
    for who in "VMLG":
        for place in places:
            response = people[who].get(place)
            assert response.status_code == 200, place
            assert "ZQ7-" not in response.content.decode(), place
        for row in (parent, own):
            got, words = asked_for(people[who], "post", reverse("modules:take", args=[row.slug, "site"]))
            assert got
            assert "ZQ7-" not in words
    assert "ZQ7-ours" in str(Module.objects.get(pk=own.pk).get_latest_revision_as_object().resolved_parts())


def test_what_a_lecturer_writes_is_read_by_her_and_what_staff_read_by_staff(
    people: dict[str, Client], member: User, as_: Callable[[User], Client]
) -> None:
    """Her classes are hers alone; her words to the editors are theirs; her proof is the publishers'."""
    row = module()
    hers = as_(member)
    hers.post(
        reverse("modules:lecturer"),
        {"institution": "ZQ7-where", "role": "Lecturer", "country": "PK", "proof": "ZQ7-proof"},
    )
    request = member.lecturer_request
    hers.post(reverse("modules:feedback", args=[row.slug]), {"words": "ZQ7-words"})
    readers = {
        reverse("adaptations:feedback"): ("ZQ7-words", "EBA"),
        reverse("adaptations:lecturers"): ("ZQ7-where", "BA"),
        reverse("adaptations:lecturer", args=[request.pk]): ("ZQ7-proof", "BA"),
        reverse("modules:lecturer"): ("ZQ7-proof", "M"),
    }
    for path, (words, who) in readers.items():
        found = {letter for letter, browser in people.items() if words in browser.get(path).content.decode()}
        assert found == set(who), path


def test_a_modules_papers_and_packages_speak_its_language_whoever_asks() -> None:
    """An English reader, a worker and a reader of Dari get the same order, and so the same file."""
    asked = []
    for language in ("prs", "en", "fr"):
        with override(language):
            papers = [build_module_handbook(DARI, "1"), build_class_pack(DARI, DARI.plans[0])]
            asked.append([*papers, *(build_package(DARI, shelf) for shelf in PACKAGE_FORMATS.values())])
    assert asked[0] == asked[1] == asked[2]
    words = ["Class plans", "Exercises", "About this module", "Marking notes"]
    html = asked[1][0].html
    with override("prs"):
        assert gettext("Version") in html
    assert not any(word in html for word in words)
