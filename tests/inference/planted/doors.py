"""Whose an address is, and who came meanwhile."""

from typing import Any

X, Y = "x@example.org", "y@example.org"
GUESSED = 5_000_000_001  # an id that an administrator might type


def x_is_a_member(*, told: bool) -> None:
    """The address belongs to a member, who takes notices by mail."""
    from tests.network import factories

    row = factories.member("AF", pseudonym="Suspect", address=X if told else Y, mail="notice")
    row.user.set_password("her own words and nobody else's")
    row.user.save()


def x_is_open(*, told: bool) -> None:
    """The address is that of an open account."""
    from accounts.models import User
    from tests.network.factories import PASSWORD

    User.objects.create_user(X if told else Y, PASSWORD)


def x_has_applied(*, told: bool) -> None:
    from tests.network import factories

    factories.application("AF", address=X if told else Y)


def ten_joined(*, told: bool) -> None:
    """Ten members more, or nobody."""
    from tests.network import factories

    for n in range(10 * told):
        factories.member("AF", pseudonym=f"Joined {n}", address=f"joined-{n}@example.org")


def id_is_guarded(*, told: bool) -> None:
    """There is a guarded account of that id, or one of another id."""
    from django.utils import timezone

    from accounts.models import User, sealed_address

    User.objects.create(id=GUESSED if told else GUESSED + 1, email=sealed_address(Y), date_joined=timezone.now())


def nothing(*, told: bool) -> dict[str, Any]:
    """The act itself does it."""
    return {}


def number_exists(*, told: bool) -> None:
    """Somebody signs in with that number, or with another one."""
    from accounts.models import User, sealed_address
    from tests.network.factories import PASSWORD

    User.objects.create_user(sealed_address("471108152342" if told else "471108152343"), PASSWORD)
