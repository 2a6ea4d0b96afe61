"""The text index of Findable: a tsvector with a GIN index on PostgreSQL, an FTS5 table on SQLite."""

from django.db import migrations

POSTGRESQL = [
    "ALTER TABLE toolkit_findable ADD COLUMN vector tsvector",
    # fastupdate off: a publication may be slow, a search may not wade through a list of pending rows.
    "CREATE INDEX toolkit_findable_vector ON toolkit_findable USING gin (vector) WITH (fastupdate = off)",
]
SQLITE = [
    "CREATE VIRTUAL TABLE toolkit_findable_fts USING fts5(title, text, tokenize='porter unicode61 remove_diacritics 2')",
    # Rows vanish in many ways (cascade, bulk delete): the index follows by itself.
    "CREATE TRIGGER toolkit_findable_gone AFTER DELETE ON toolkit_findable"
    " BEGIN DELETE FROM toolkit_findable_fts WHERE rowid = old.id; END",
]


def build(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE toolkit_findable DROP COLUMN vector")
    else:
        schema_editor.execute("DROP TRIGGER toolkit_findable_gone")
        schema_editor.execute("DROP TABLE toolkit_findable_fts")


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0001_initial")]
    operations = [migrations.RunPython(build, remove)]
