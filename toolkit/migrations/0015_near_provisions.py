import modelcluster.fields
import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('toolkit', '0014_digests_with_states'),
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
        migrations.AddField(
            model_name='sentencespage',
            name='translators',
            field=wagtail.fields.RichTextField(blank=True, verbose_name='notes for translators'),
        ),
        migrations.AlterField(
            model_name='sentencespage',
            name='instead',
            field=wagtail.fields.StreamField([('row', 5)], blank=True, block_lookup={0: ('toolkit.blocks.kit.KeyBlock', (), {'label': 'Key'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Do not say'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'Why not'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Say'}), 4: ('toolkit.blocks.kit.KeyBlock', (), {'help_text': 'It is told beside that sentence, too.', 'label': 'Key of a sentence', 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('key', 0), ('wrong', 1), ('why', 2), ('say', 3), ('instead_of', 4)]], {})}, verbose_name='do not say'),
        ),
        migrations.AlterField(
            model_name='sentencespage',
            name='parts',
            field=wagtail.fields.StreamField([('part', 9)], blank=True, block_lookup={0: ('toolkit.blocks.kit.KeyBlock', (), {'label': 'Key'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'Part'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': 'Twelve words a sentence at most. One idea.', 'label': 'Words', 'rows': 2}), 3: ('wagtail.blocks.CharBlock', (), {'help_text': 'Only where the card has less than these words.', 'label': 'On the folded card', 'required': False}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'When and how to say it', 'required': False, 'rows': 2}), 5: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('nod', 'A nod or a shake of the head is enough'), ('open', 'An open question; wait for words')], 'label': 'What counts as an answer', 'required': False}), 6: ('wagtail.blocks.BooleanBlock', (), {'label': 'Said to the interpreter', 'required': False}), 7: ('wagtail.blocks.StructBlock', [[('key', 0), ('text', 2), ('short', 3), ('note', 4), ('answer', 5), ('to_interpreter', 6)]], {}), 8: ('wagtail.blocks.ListBlock', (7,), {'collapsed': True, 'label': 'Sentences'}), 9: ('wagtail.blocks.StructBlock', [[('key', 0), ('title', 1), ('items', 8)]], {})}, verbose_name='sentences'),
        ),
        migrations.AlterField(
            model_name='sentencespage',
            name='words',
            field=wagtail.fields.StreamField([('word', 6)], blank=True, block_lookup={0: ('toolkit.blocks.kit.KeyBlock', (), {'label': 'Key'}), 1: ('wagtail.blocks.CharBlock', (), {'label': 'English word'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'What it may turn into'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'What is meant'}), 4: ('toolkit.blocks.kit.KeyBlock', (), {}), 5: ('wagtail.blocks.ListBlock', (4,), {'default': [], 'label': 'Sentences with this word'}), 6: ('wagtail.blocks.StructBlock', [[('key', 0), ('word', 1), ('danger', 2), ('wanted', 3), ('sentences', 5)]], {})}, verbose_name='words that go wrong in translation'),
        ),
    ]
