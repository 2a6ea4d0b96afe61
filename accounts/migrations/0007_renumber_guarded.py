"""Guarded accounts were counted with all others, so that the gaps between open ones told when somebody had joined.

They get numbers that count nobody, and so does every row that refers to one. Which tables do is asked of the database:
accounts knows nothing of the apps above it. Wagtail's logs refer without a constraint, and by a row's kind and number
as text, as its index of references does. Who is signed in signs in again.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

from accounts.models.people import random_id

SEALED = "@sealed.invalid"
COUNTED = 2**32  # random ones begin there
UNTIED = [("wagtailcore_pagelogentry", "user_id"), ("wagtailcore_modellogentry", "user_id")]
BY_KIND = [
    ("wagtailcore_modellogentry", "content_type_id", "object_id"),
    ("wagtailcore_referenceindex", "content_type_id", "object_id"),
    ("wagtailcore_referenceindex", "to_content_type_id", "to_object_id"),
]


def renumber(apps: Any, schema_editor: Any) -> None:
    """In one transaction, at whose end both databases compare what refers to what."""
    connection, user = schema_editor.connection, apps.get_model("accounts", "User")
    rows = user.objects.using(connection.alias).filter(email__endswith=SEALED, pk__lt=COUNTED)
    moves = [(random_id(), old) for old in rows.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)  # Wagtail's own come before or after this
        untied = [(table, column) for table, column in UNTIED if table in there]
        for table, column in [(user._meta.db_table, "id"), *references(connection, user._meta.db_table), *untied]:
            cursor.executemany(f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s', moves)
        for table, kind, column in [one for one in BY_KIND if one[0] in there]:
            cursor.executemany(
                f'UPDATE "{table}" SET "{column}" = %s WHERE "{column}" = %s AND "{kind}" ='
                " (SELECT id FROM django_content_type WHERE app_label = 'accounts' AND model = 'user')",
                [(str(new), str(old)) for new, old in moves],
            )


def references(connection: Any, to: str) -> Iterator[tuple[str, str]]:
    """Each table and column that refers to this one."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column, target in connection.introspection.get_relations(cursor, table).items():
                if target[1] == to:
                    yield table, column


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_random_ids")]
    operations = [migrations.RunPython(renumber, migrations.RunPython.noop)]
