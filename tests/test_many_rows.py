"""Lists with ten rows and with two hundred ask the database the same (docs/assurance.md, D04)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from assessments.actions.beginning import begin_assessment
from modules.actions.publishing import process_module_publication
from network.models import Member
from tests import factories
from tests.assessments.factories import checklist
from tests.modules.classroom import module
from tests.network import factories as women
from tests.network.conftest import inside, nasrin
from toolkit.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
FEW, MANY = 10, 200
__all__ = ["inside", "nasrin"]  # fixtures


def a_term(number: int, **_: Any) -> None:
    factories.term(f"Plum {number}")


def a_provision(number: int, **_: Any) -> None:
    factories.provision(number=f"9{number}")


def a_module(number: int, **_: Any) -> None:
    process_module_publication(module(f"plum-{number}", title=f"Plum {number}"))


def a_member(number: int, **_: Any) -> None:
    women.member("PK", is_listed=True)


def an_assessment(number: int, owner: User, version: Version, **_: Any) -> None:
    begin_assessment(
        by=owner, name="Olga", title=f"Plum {number}", country="AF", phase="design", starts=None, ends=None,
        versions=[version],
    )  # fmt: skip


def asked(browser: Client, path: str) -> int:
    browser.get(path)  # whatever lasts in the process is there
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(path)
    assert answer.status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("make", "path", "who"),
    [
        (a_term, "/en/glossary/?fresh", "visitor"),
        (a_provision, "/en/law/?fresh", "visitor"),
        (a_module, "/en/modules/?q=plum", "visitor"),
        (a_member, "/en/space/people/", "nasrin"),
        (an_assessment, "/en/work/team/", "owner"),
    ],
)
def test_a_list_of_two_hundred_asks_as_many_queries_as_one_of_ten(
    make: Callable[..., None],
    path: str,
    who: str,
    starter: None,
    visitor: Client,
    as_: Callable[[User], Client],
    inside: Callable[[Member], Client],
    nasrin: Member,
    other_member: User,
    record_property: Callable[[str, object], None],
) -> None:
    _page, version = checklist(3)
    world = {"owner": other_member, "version": version}

    def browser() -> Client:
        return {"visitor": lambda: visitor, "nasrin": lambda: inside(nasrin), "owner": lambda: as_(other_member)}[who]()

    for number in range(FEW):
        make(number, **world)
    few = asked(browser(), path)
    for number in range(FEW, MANY):
        make(number, **world)
    many = asked(browser(), path)
    record_property("figure", f"{path.partition('?')[0]} {many}")
    assert few == many <= 25
