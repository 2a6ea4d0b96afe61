"""The blocks of the working kit: signs, screens of a path, sentences to say, fields of a form, steps of a case.

What is called a key stays for ever: links, recordings, files and translations hang on it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from toolkit.blocks.names import name_block
from toolkit.domain.kit import FIELD_KINDS, LEARNING_TIMES, SIGN_GROUPS, SLOTS, WAYS_TO_ANSWER

KEY = r"^[a-z][a-z0-9-]*$"


class KeyBlock(blocks.RegexBlock):
    """A name that is never shown and never translated."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("regex", None)
        super().__init__(regex=KEY, max_length=40, **kwargs)

    class Meta:
        icon = "key"


class FoundChoiceBlock(blocks.ChoiceBlock):
    """A choice whose blank is no word that a search finds."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return super().get_searchable_content(value) if value else []


def provisions() -> blocks.ListBlock:
    return blocks.ListBlock(SnippetChooserBlock("toolkit.Provision"), default=[], label=_("Rests on"))


class OpenPointBlock(blocks.StructBlock):
    """What nobody has decided yet. It is shown beside what it is about until somebody has."""

    number = blocks.IntegerBlock(min_value=1, label=_("Number"))
    question = blocks.TextBlock(rows=2, label=_("What is not settled"))
    who = blocks.CharBlock(label=_("Who must decide it"))
    about = blocks.ListBlock(
        KeyBlock(), default=[], label=_("About"), help_text=_("Keys of screens, sentences or signs; none: all of it.")
    )
    decided = blocks.TextBlock(
        rows=2, required=False, label=_("What was decided"), help_text=_("With the role of who decided, and the day.")
    )

    class Meta:
        icon = "help"
        label_format = "{number}. {question}"


class SignBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    group = FoundChoiceBlock(choices=SIGN_GROUPS, label=_("Group"))
    sign = blocks.TextBlock(rows=2, label=_("What you may notice"))
    may = blocks.TextBlock(rows=2, label=_("It may mean"))
    also = blocks.TextBlock(rows=2, label=_("It may also be"), help_text=_("An ordinary explanation. There is one."))
    next = blocks.TextBlock(rows=2, label=_("Do next"), help_text=_("Small, kind, and right in both cases."))

    class Meta:
        icon = "view"
        label_format = "{sign}"


class OptionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Answer"))
    to = KeyBlock(label=_("Leads to"), help_text=_("The key of a screen of this path."))

    class Meta:
        label_format = "{label}"


class ScreenBlock(blocks.StructBlock):
    """One question. Its number is its place in the path; other screens name it by its key: {key}."""

    key = KeyBlock(label=_("Key"))
    title = blocks.CharBlock(label=_("Title"))
    ask = blocks.CharBlock(required=False, label=_("Question"))
    text = blocks.TextBlock(
        rows=4,
        label=_("What to do"),
        help_text=_("Fifty words at most. A key in curly brackets becomes the number of that screen or sentence."),
    )
    say = blocks.ListBlock(KeyBlock(), default=[], label=_("Words to say"), help_text=_("Keys of sentences: w03."))
    options = blocks.ListBlock(OptionBlock(), default=[], label=_("Answers"), help_text=_("None: the path ends here."))
    slot = FoundChoiceBlock(choices=SLOTS, required=False, label=_("What only the place knows"))
    ask_first = FoundChoiceBlock(
        choices=[("ask", _("Ask a protection organisation first")), ("doctor", _("A doctor first, then ask"))],
        required=False,
        label=_("Where an authority may be the danger"),
    )
    onward = blocks.ListBlock(
        blocks.PageChooserBlock(), default=[], label=_("Where it goes on"), help_text=_("Of a screen that ends.")
    )

    class Meta:
        icon = "mobile-alt"
        label_format = "{title}"


class BoxBlock(blocks.StructBlock):
    """A box of the printed flow: screens from one to another."""

    title = blocks.CharBlock(label=_("Title"))
    first = KeyBlock(label=_("From screen"))
    last = KeyBlock(label=_("To screen"))

    class Meta:
        label_format = "{title}"


class CardLineBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("In bold"))
    text = blocks.CharBlock(required=False, label=_("Text"))

    class Meta:
        label_format = "{title}"


class SentenceBlock(blocks.StructBlock):
    """Spoken to a person. Brackets {like this} wait for the place; until then the sentence is not shown."""

    key = KeyBlock(label=_("Key"))
    text = blocks.TextBlock(rows=2, label=_("Words"), help_text=_("Twelve words a sentence at most. One idea."))
    short = blocks.CharBlock(
        required=False, label=_("On the folded card"), help_text=_("Only where the card has less than these words.")
    )
    note = blocks.TextBlock(rows=2, required=False, label=_("When and how to say it"))
    answer = FoundChoiceBlock(choices=WAYS_TO_ANSWER, required=False, label=_("What counts as an answer"))
    to_interpreter = blocks.BooleanBlock(required=False, label=_("Said to the interpreter"))

    class Meta:
        icon = "openquote"
        label_format = "{text}"


class SentencesBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    title = blocks.CharBlock(label=_("Part"))
    items = blocks.ListBlock(SentenceBlock(), label=_("Sentences"), collapsed=True)

    class Meta:
        icon = "list-ul"
        label_format = "{title}"


class SayInsteadBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    wrong = blocks.CharBlock(label=_("Do not say"))
    why = blocks.CharBlock(label=_("Why not"))
    say = blocks.CharBlock(label=_("Say"))
    instead_of = KeyBlock(
        required=False, label=_("Key of a sentence"), help_text=_("It is told beside that sentence, too.")
    )

    class Meta:
        icon = "cross"
        label_format = "{wrong}"


class WarnedWordBlock(blocks.StructBlock):
    """A word that goes wrong in translation."""

    key = KeyBlock(label=_("Key"))
    word = blocks.CharBlock(label=_("English word"))
    danger = blocks.CharBlock(label=_("What it may turn into"))
    wanted = blocks.CharBlock(label=_("What is meant"))
    sentences = blocks.ListBlock(KeyBlock(), default=[], label=_("Sentences with this word"))

    class Meta:
        label_format = "{word}"


class FieldBlock(blocks.StructBlock):
    """A field of a model form. What somebody writes there never reaches the portal."""

    key = KeyBlock(label=_("Key"))
    kind = FoundChoiceBlock(choices=FIELD_KINDS, label=_("Kind"))
    label = blocks.CharBlock(label=_("Label"))
    hint = blocks.TextBlock(rows=2, required=False, label=_("Hint"))
    why = blocks.CharBlock(required=False, label=_("We need this in order …"))
    options = blocks.ListBlock(blocks.CharBlock(), default=[], label=_("Answers"))
    lines = blocks.IntegerBlock(required=False, min_value=1, max_value=6, label=_("Lines"))
    text = blocks.TextBlock(rows=3, required=False, label=_("Fixed text"))
    columns = blocks.ListBlock(blocks.CharBlock(), default=[], label=_("Columns"))
    points = blocks.ListBlock(blocks.CharBlock(), default=[], label=_("First cell of each row"))
    rows = blocks.IntegerBlock(required=False, min_value=1, max_value=20, label=_("Empty rows"))

    class Meta:
        icon = "form"
        label_format = "{label}"


class FormPartBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"))
    title = blocks.CharBlock(required=False, label=_("Part"))
    fields = blocks.ListBlock(FieldBlock(), label=_("Fields"), collapsed=True)

    class Meta:
        icon = "list-ul"
        label_format = "{title}"


class CaseStepBlock(blocks.StructBlock):
    text = blocks.TextBlock(rows=2, label=_("What is done"))
    provisions = provisions()

    class Meta:
        label_format = "{text}"


class RightBlock(blocks.StructBlock):
    provision = SnippetChooserBlock("toolkit.Provision", label=_("Provision"))
    why = blocks.TextBlock(rows=2, label=_("What it asks here"))


class PlaceBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock(label=_("Page"))
    part = KeyBlock(required=False, label=_("Part of it"))


class UsesBlock(blocks.StreamBlock):
    page = PlaceBlock(label=_("Page"))
    shelf = FoundChoiceBlock(choices=[("modules", _("University modules"))], label=_("Shelf"))
    provision = SnippetChooserBlock("toolkit.Provision", label=_("Provision"))

    class Meta:
        required = False
        label = _("Uses")


class TaskBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("What to do"))
    minutes = blocks.IntegerBlock(min_value=1, label=_("Minutes"))
    uses = UsesBlock()

    class Meta:
        label_format = "{text}"


class LearningStepBlock(blocks.StructBlock):
    when = FoundChoiceBlock(choices=LEARNING_TIMES, label=_("When"))
    tasks = blocks.ListBlock(TaskBlock(), label=_("Tasks"))
    outcome = blocks.CharBlock(label=_("You can now"))

    class Meta:
        icon = "calendar"
        label_format = "{when}"


PROVISIONS = [("provision", name_block(SnippetChooserBlock("toolkit.Provision"), _("Provision")))]
OPEN_POINTS = [("open_point", name_block(OpenPointBlock(), _("Not decided yet")))]
SIGNS = [("sign", name_block(SignBlock(), _("Sign")))]
SCREENS = [("screen", name_block(ScreenBlock(), _("Screen")))]
BOXES = [("box", name_block(BoxBlock(), _("Box")))]
CARD_LINES = [("line", name_block(CardLineBlock(), _("Line")))]
LINES = [("line", name_block(blocks.CharBlock(), _("Line")))]
KEYS = [("key", name_block(KeyBlock(), _("Key")))]
SENTENCES = [("part", name_block(SentencesBlock(), _("Part")))]
SAY_INSTEAD = [("row", name_block(SayInsteadBlock(), _("Do not say")))]
WARNED_WORDS = [("word", name_block(WarnedWordBlock(), _("Word")))]
FORM_PARTS = [("part", name_block(FormPartBlock(), _("Part")))]
STEPS = [("step", name_block(CaseStepBlock(), _("Step")))]
RIGHTS = [("right", name_block(RightBlock(), _("Rights behind it")))]
QUESTIONS = [("question", name_block(blocks.CharBlock(), _("Question")))]
LEARNING_STEPS = [("step", name_block(LearningStepBlock(), _("Step")))]
