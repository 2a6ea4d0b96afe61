"""The cast of the accounts: guarded people with and without a second step; an ordinary one is `member`."""

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches

from accounts.models import User, sealed_address
from tests.accounts.door import ADDRESS, PASSWORD, SECRET


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> Iterator[None]:
    for name in ("default", "near"):
        caches[name].clear()
    yield
    caches["default"].clear()


@pytest.fixture(autouse=True)
def known_addresses(settings: object) -> None:
    """What the network would say: every guarded person may be written to, except "never"."""
    settings.SEALED_ADDRESSES = "tests.accounts.conftest.address_of"  # type: ignore[attr-defined]


def address_of(user: User) -> str | None:
    return None if user.first_name == "never" else ADDRESS


@pytest.fixture
def amina(db: None) -> User:
    """Guarded, with an authenticator app."""
    user = User.objects.create_user(sealed_address(ADDRESS), PASSWORD)
    totp.TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def newcomer(db: None) -> User:
    """Guarded, without a second step so far."""
    return User.objects.create_user(sealed_address("ZQ7-new@example.org"), PASSWORD)
