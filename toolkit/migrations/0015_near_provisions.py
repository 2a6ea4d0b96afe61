import modelcluster.fields
from django.db import migrations, models


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
        migrations.AlterField(
            model_name='instrument',
            name='force',
            field=models.CharField(choices=[('binding', 'Binding for the States that joined it'), ('guidance', 'Guidance: not binding'), ('political', 'A political commitment: not binding'), ('national', 'Law of one country'), ('history', 'Of another time: whether it is applied today is not clear'), ('not_read', 'Not read: an empty place')], default='guidance', max_length=12, verbose_name='force'),
        ),
    ]
