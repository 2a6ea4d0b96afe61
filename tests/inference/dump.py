"""What somebody with the database sees, with or without the key file. Runs at the desk."""

import re
from collections.abc import Iterator
from typing import Any

RANDOM = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{27}$|^[A-Za-z0-9+/=_.$-]{24,}$|^\d{10,}$")
CONSTANT = ("django_content_type", "auth_permission", "wagtail", "toolkit", "modules", "django_migrations", "taggit")


def tables() -> Iterator[tuple[str, list[str], list[tuple[Any, ...]]]]:
    """Everything that is somebody's, in the order in which the database hands it out."""
    from django.db import connection

    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            if not name.startswith(CONSTANT):
                cursor.execute(f'select * from "{name}"')
                columns = [one[0] for one in cursor.description]
                yield name, columns, sorted(cursor.fetchall(), key=repr)


def dumped() -> list[str]:
    """One line a row. What is drawn at random is replaced by when it first appeared."""
    names: dict[str, str] = {}
    return [
        f"{table}: " + ", ".join(f"{column}={plain(value, names)}" for column, value in zip(columns, row, strict=True))
        for table, columns, rows in tables()
        for row in rows
    ]


def plain(value: Any, names: dict[str, str]) -> str:
    text = str(value)
    return names.setdefault(text, f"random{len(names)}") if RANDOM.match(text) else text


def count(**planted: Any) -> dict[str, int]:
    """Rows per table: what a dump tells without reading a word."""
    return {table: len(rows) for table, _columns, rows in tables()}


def ends() -> list[str]:
    """Who is joined to whom: pairs of members' ids that stand in one row, as plain names."""
    from network.models import Member

    known = {str(pk).replace("-", ""): name for pk, name in Member.objects.values_list("pk", "pseudonym")}
    found = []
    for table, columns, rows in tables():
        if not table.startswith("network_") or table == "network_member":
            continue
        for row in rows:
            members = [
                f"{column}={known[str(value).replace('-', '')]}"
                for column, value in zip(columns, row, strict=True)
                if str(value).replace("-", "") in known
            ]
            if len(members) > 1:
                found.append(f"{table}: {', '.join(members)}")
    return found


def canaries() -> list[str]:
    """Each member with the marks by which a reader would tell her from others (N2): what a profile that belongs to nobody
    lacks, and the column that says so."""
    from allauth.mfa.models import Authenticator

    from network.models import Member

    secured = set(Authenticator.objects.values_list("user_id", flat=True))
    marks = {
        "flag": lambda row: getattr(row, "is_canary", False),
        "no password": lambda row: not row.user.has_usable_password(),
        "no address": lambda row: not str(row.address or "x"),
        "no way to reach her": lambda row: not row.reach,
        "agreed to nothing": lambda row: not row.consents.exists(),
        "no second step": lambda row: row.user_id not in secured,
        "no month of her own": lambda row: row.probation_ends < row.joined_month,
    }
    rows = Member.objects.select_related("user").order_by("pseudonym")
    return [f"{row.pseudonym}: {', '.join(name for name, holds in marks.items() if holds(row))}" for row in rows]


def sessions() -> list[str]:
    """What stands in the table of sessions."""
    from django.contrib.sessions.models import Session

    return list(Session.objects.values_list("session_key", flat=True))


def raise_role(*, pseudonym: str) -> None:
    """By SQL, past every line of ours."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("update network_member set role = 'coordinator' where pseudonym = %s", [pseudonym])


def readable_words() -> list[str]:
    """What key file and database together open of messages, notes, plans, names, ways to reach her, applications."""
    from django.apps import apps

    found = []
    for label in ("Message.text", "Progress.note", "Plan.goals", "Profile.name", "Member.reach", "Application.why"):
        model, field = label.split(".")
        for row in apps.get_model("network", model).objects.all()[:3]:
            if "ZQ7" in getattr(row, field).open():
                found.append(label)
    return sorted(set(found))
