"""An invitation says which draft holds it; an application needs no word of its own for that."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0008_queue_of_before")]
    operations = [migrations.RemoveField(model_name="application", name="invitation")]
