"""The cast of the network: two members in two countries, a newcomer, focal points, coordinators."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from network.models import Member, Trail
from tests.network import factories
from tests.network.access_world import Cast
from tests.transactions import written_inside_only


@pytest.fixture
def zahra(db: None) -> Member:
    """A member in Afghanistan."""
    return factories.member("AF", pseudonym="Zahra")


@pytest.fixture
def nasrin(db: None) -> Member:
    """A member in Bangladesh."""
    return factories.member("BD", pseudonym="Nasrin")


@pytest.fixture
def newcomer(db: None) -> Member:
    """On probation, in Afghanistan."""
    return factories.member("AF", pseudonym="Newcomer", newcomer=True)


@pytest.fixture
def focal_point(db: None) -> Member:
    """For Afghanistan."""
    return factories.member("AF", pseudonym="Focal point", role="focal_point")


@pytest.fixture
def foreign_focal_point(db: None) -> Member:
    """For Bangladesh."""
    return factories.member("BD", pseudonym="Foreign focal point", role="focal_point")


@pytest.fixture
def coordinator(db: None) -> Member:
    return factories.member("PK", pseudonym="Coordinator", role="coordinator")


@pytest.fixture
def other_coordinator(db: None) -> Member:
    return factories.member("IQ", pseudonym="Other coordinator", role="coordinator")


@pytest.fixture
def inside() -> Callable[[Member], Client]:
    """`inside(zahra)` is a browser in which she is signed in, with her second factor, just now."""

    def sign_in(member: Member) -> Client:
        import time

        browser = Client()
        browser.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        session = browser.session
        now = time.time()
        session["account_authentication_methods"] = [
            {"method": "password", "at": now, "email": member.user.email},
            {"method": "mfa", "at": now, "type": "totp"},
        ]
        session["account_authentication_methods_user"] = str(member.user.pk)
        session.save()
        return browser

    return sign_in


@pytest.fixture
def cast(
    newcomer: Member,
    zahra: Member,
    nasrin: Member,
    focal_point: Member,
    foreign_focal_point: Member,
    coordinator: Member,
    other_coordinator: Member,
) -> Cast:
    """Those of the nine in the access tables who are members; another coordinator is there."""
    return Cast(newcomer, zahra, nasrin, focal_point, foreign_focal_point, coordinator)


@pytest.fixture(autouse=True)
def told_inside(_django_db_marker: None) -> Iterator[None]:
    """In every test here: what an action changes and its line in the trail stand or fall together."""
    with written_inside_only(Trail):
        yield
