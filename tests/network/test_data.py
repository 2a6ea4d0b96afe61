"""My data: all of it, in words, for her alone."""

import json
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from network.data.presenters.account_report import PARTS, WITHHELD, build_account_report
from network.data.presenters.labels import LABELS
from network.models import Alarm, AlarmCause, Block, HiddenFrom, Member, Message, Report, Trail
from network.seeding.actions import seed_canary
from tests.network import factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]


@pytest.fixture
def people(db: None, settings, tmp_path) -> list[Member]:
    return seed_canary(members=6, staff=0)


def words_about(member: Member) -> str:
    return "\n".join(fact.words for part in build_account_report(member) for row in part.rows for fact in row)


def test_every_reference_to_a_member_is_shown_or_withheld_for_a_reason() -> None:
    covered = {name for part in PARTS for name in part.covers.split()} | set(WITHHELD)
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("network").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Member
    }
    assert found - covered == set(), "say in network/data/presenters/account_report.py what she is shown of it"
    assert covered - found == set()


def test_every_field_has_a_name_in_words() -> None:
    assert {path for part in PARTS for path in part.fields.split()} <= set(LABELS)


def test_she_sees_every_sealed_text_that_is_hers(people: list[Member]) -> None:
    she = people[2]
    words = words_about(she)
    names = "address reach name institution position about city where plan support step applied-reach why "
    names += "question answer message read-message contact feedback note post mentor-words mentee-words goals meeting "
    names += "reflection comment pseudonym"
    assert [name for name in names.split() if f"zq7-{name}-3" not in words.lower()] == []


def test_she_sees_nothing_that_others_keep_from_her(people: list[Member]) -> None:
    she, other, third = people[2], people[4], people[5]
    HiddenFrom.objects.create(member=other, person=she)
    Block.objects.create(blocker=third, blocked=she)
    words = words_about(she)
    for secret in ("ZQ7-pseudonym-5", "ZQ7-pseudonym-6", "ZQ7-excerpt-3"):
        assert secret not in words
    assert Report.objects.filter(accused=she).exists()


def test_what_a_blocked_one_wrote_into_nothing_is_not_shown(people: list[Member]) -> None:
    she = people[2]
    Message.objects.filter(author=people[1]).update(is_void=True)
    assert "ZQ7-message-2" not in words_about(she)


def test_an_alarm_about_her_stays_unseen(people: list[Member]) -> None:
    with transaction.atomic():
        Trail.objects.record_action("canary.open", by=people[2], about=people[3].pk)
    Alarm.objects.create(member=people[2], cause=AlarmCause.CANARY)
    words = words_about(people[2])
    assert "canary" not in words
    assert str(AlarmCause.CANARY.label) not in words


def test_the_file_for_programs_and_the_file_for_people_hold_the_same(people: list[Member], inside: Inside) -> None:
    browser = inside(people[2])
    as_json = browser.get(reverse("network:data_download", args=["json"]))
    as_html = browser.get(reverse("network:data_download", args=["html"]))
    for answer, form in ((as_json, "json"), (as_html, "html")):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Disposition"] == f'attachment; filename="account.{form}"'
        assert "ZQ7-reach-3" in answer.content.decode()
    data = json.loads(as_json.content)
    assert data["Your membership"][0]["country"] == people[2].country_id
    html = as_html.content.decode()
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", ""), "no request leaves it"
    assert Trail.objects.filter(action="data.download", about=people[2].pk).count() == 2


def test_no_third_form_exists(zahra: Member, inside: Inside) -> None:
    assert inside(zahra).get(reverse("network:data_download", args=["xml"])).status_code == 404


@pytest.mark.parametrize("name", ["data", "leave"])
def test_a_fresh_proof_comes_first(name: str, zahra: Member, inside: Inside) -> None:
    browser = inside(zahra)
    session = browser.session
    session["account_authentication_methods"] = [{**one, "at": 0} for one in session["account_authentication_methods"]]
    session.save()
    assert browser.get(reverse(f"network:{name}")).url.startswith(reverse("account_reauthenticate"))
    answer = browser.get(reverse("network:data_download", args=["json"]))
    assert answer.status_code == 302


def test_nobody_reads_anothers(people: list[Member], inside: Inside) -> None:
    html = inside(people[0]).get(reverse("network:data")).content.decode()
    assert "zq7-reach-3" not in html.lower()


def test_what_is_shredded_is_said_to_be_unreadable(zahra: Member, inside: Inside, settings, tmp_path) -> None:
    from tests.network.test_keys import keys_of_its_own

    keys_of_its_own(settings, tmp_path)
    member = factories.member("AF", pseudonym="Shredded")
    from network.keys.actions import copy_key_ring

    ring = copy_key_ring()
    ring.destroy("AF")
    ring.save()
    html = inside(member).get(reverse("network:data")).content.decode()
    assert "No longer readable" in html


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    many: int, zahra: Member, inside: Inside, django_assert_max_num_queries
) -> None:
    for _ in range(many):
        other = factories.member("AF")
        Block.objects.create(blocker=zahra, blocked=other)
        HiddenFrom.objects.create(member=zahra, person=other)
    browser = inside(zahra)
    browser.get(reverse("network:data"))
    with django_assert_max_num_queries(len(PARTS) + 12):
        browser.get(reverse("network:data"))
