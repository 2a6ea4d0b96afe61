"""PostgreSQL refuses to change the log of rights, and to delete from it what is younger than a year."""

from typing import Any

from django.db import migrations

REFUSE = """
CREATE FUNCTION accounts_rights_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at <= now() - interval '365 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The log of rights is append only.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER accounts_rights_append_only BEFORE UPDATE OR DELETE ON accounts_rightschange
    FOR EACH ROW EXECUTE FUNCTION accounts_rights_are_append_only();
"""
ALLOW = """
DROP TRIGGER accounts_rights_append_only ON accounts_rightschange;
DROP FUNCTION accounts_rights_are_append_only();
"""


def refuse(apps: Any, schema_editor: Any) -> None:
    """SQLite is for one machine and for looking: there the application alone keeps the promise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE)


def allow(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_log_of_rights")]
    operations = [migrations.RunPython(refuse, allow)]
