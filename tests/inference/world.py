"""The seed: who is there before anything is planted, made by the network's own factories. Runs at the desk (desk.py)."""

from typing import Any

from tests.inference.browser import PASSWORD

# Members by the name that cells call them: (country, what is said of her). The address is name@example.org.
MEMBERS: dict[str, tuple[str, dict[str, Any]]] = {
    "zahra": ("AF", {"pseudonym": "Zahra"}),
    "nasrin": ("BD", {"pseudonym": "Nasrin"}),
    "newcomer": ("AF", {"pseudonym": "Newcomer", "newcomer": True}),
    "focal": ("AF", {"pseudonym": "Focal point", "role": "focal_point"}),
    "focal_abroad": ("BD", {"pseudonym": "Focal point abroad", "role": "focal_point"}),
    "coordinator": ("PK", {"pseudonym": "Coordinator", "role": "coordinator"}),
    "other_coordinator": ("IQ", {"pseudonym": "Other coordinator", "role": "coordinator"}),
    # Those about whom cells keep secrets: past probation, found by all unless a secret says otherwise.
    "shirin": ("AF", {"pseudonym": "Shirin", "is_listed": True, "mail": "notice"}),
    "roya": ("AF", {"pseudonym": "Roya", "is_listed": True, "mail": "notice"}),
    "amina": ("BD", {"pseudonym": "Amina", "is_listed": True, "mail": "notice"}),
}
LISTED = 14  # more of whom the directory is full


def build() -> dict[str, Any]:
    """Everybody, and one of everything (tests/network/access_world.py). Returns what cells need to know."""
    from django.core.management import call_command

    from network.models import VisibilityGrant
    from network.models.profiles import CODED
    from tests.network import factories
    from tests.network.access_world import Cast, make_world

    call_command("make_keys", verbosity=0)
    people = {name: factories.member(code, address=address(name), **facts) for name, (code, facts) in MEMBERS.items()}
    crowd = [factories.member("AF", pseudonym=f"Listed {n}", is_listed=True) for n in range(1, LISTED + 1)]
    for one in [*people.values(), *crowd]:
        VisibilityGrant.objects.bulk_create(VisibilityGrant(member=one, fact=fact) for fact in CODED)
    names = ("newcomer", "zahra", "nasrin", "focal", "focal_abroad", "coordinator")
    labels = make_world(Cast(*(people[name] for name in names)))
    forget_todays_looks()
    return {
        "people": {
            name: {"pk": str(row.pk), "user": row.user_id, "login": address(name)} for name, row in people.items()
        },
        "crowd": [str(row.pk) for row in crowd],
        "labels": {label: [str(one) for one in them] for label, them in labels.items()},
        **portal_people(),
        "known": known_ids(),
    }


def known_ids() -> list[str]:
    """Of every row that there is."""
    from uuid import UUID

    from django.apps import apps

    rows = (
        pk for model in apps.get_app_config("network").get_models() for pk in model.objects.values_list("pk", flat=True)
    )
    return [str(pk) for pk in rows if isinstance(pk, UUID)]


def address(name: str) -> str:
    return f"{name.replace('_', '-')}@example.org"


def forget_todays_looks() -> None:
    """The factories' people have opened profiles already; in a cell she opens her first."""
    from django.apps import apps

    for model in apps.get_app_config("network").get_models():
        if model.__name__ in {"Opening", "ViewRecord", "CardViewCount"}:
            model.objects.all().delete()


def portal_people() -> dict[str, Any]:
    """Those of the public part: an administrator, an editor, somebody with an account and no role."""
    from django.contrib.auth.models import Group

    from accounts.models import User
    from tests.network.factories import second_factor

    admin = User.objects.create_superuser("admin@example.org", PASSWORD)
    editor = User.objects.create_user("editor@example.org", PASSWORD)
    editor.groups.add(Group.objects.get(name="Editors"))
    reader = User.objects.create_user("reader@example.org", PASSWORD)
    for one in (admin, editor):
        second_factor(one)
    return {"open": {"admin": admin.pk, "editor": editor.pk, "reader": reader.pk}}
