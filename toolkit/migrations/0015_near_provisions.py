import modelcluster.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('toolkit', '0012_working_kit'),
    ]

    operations = [
        migrations.AddField(
            model_name='provision',
            name='near',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Told where this one does not bind. A law of one country is told to that country alone.', related_name='near_to', to='toolkit.provision', verbose_name='says the same, or near it'),
        ),
    ]
