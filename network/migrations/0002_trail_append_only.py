"""PostgreSQL refuses to change the trail, and to delete from it what is younger than twelve months."""

from typing import Any

from django.db import migrations

REFUSE = """
CREATE FUNCTION network_trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.hour <= now() - interval '365 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The trail is append only.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER network_trail_append_only BEFORE UPDATE OR DELETE ON network_trail
    FOR EACH ROW EXECUTE FUNCTION network_trail_is_append_only();
"""
ALLOW = """
DROP TRIGGER network_trail_append_only ON network_trail;
DROP FUNCTION network_trail_is_append_only();
"""


def refuse(apps: Any, schema_editor: Any) -> None:
    """SQLite is for one machine and for looking: there the application alone keeps the promise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE)


def allow(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW)


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
