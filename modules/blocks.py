"""The parts a module is made of. A part's block id is its identity everywhere; its `key` is how editors name it.

Keys stand where one part points to another (a plan's row to its exercise). They are never translated.
"""

from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from toolkit.blocks import PLAIN_RICH_TEXT, RICH_TEXT

READING_KINDS = [
    ("book", _("Book")),
    ("chapter", _("Chapter of a book")),
    ("article-journal", _("Article in a journal")),
    ("report", _("Report")),
    ("treaty", _("Treaty")),
    ("legislation", _("Law or resolution")),
    ("legal_case", _("Case")),
    ("webpage", _("Web page")),
    ("document", _("Other document")),
]


class PartKeyBlock(blocks.CharBlock):
    """A short name for use inside the module. The same in every language."""

    def __init__(self, **kwargs: object) -> None:
        is_key = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use small Latin letters, digits and hyphens."))
        super().__init__(max_length=80, validators=[is_key], **kwargs)

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        return value


class ProvisionBlock(SnippetChooserBlock):
    """A provision of the legal library. Translating a module does not make an untranslated copy of the law it rests on:
    pages show the provision in their own language where there is one."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__("toolkit.Provision", **kwargs)

    def deconstruct(self) -> tuple[Any, ...]:
        return "wagtail.snippets.blocks.SnippetChooserBlock", ["toolkit.Provision"], {}

    def get_translatable_segments(self, value: object) -> list[Any]:
        return []

    def restore_translated_segments(self, value: object, segments: list[Any]) -> object:
        return value


class PartBlock(blocks.StructBlock):
    """What every part has."""

    key = PartKeyBlock(label=_("Key"), help_text=_("Short and unique in this module, for instance “exercise-cards”."))


def lines(label: object, *, required: bool = False) -> blocks.ListBlock:
    return blocks.ListBlock(
        blocks.TextBlock(rows=1), label=label, default=[], collapsed=True, min_num=1 if required else 0
    )


def keys(label: object, help_text: object) -> blocks.ListBlock:
    return blocks.ListBlock(PartKeyBlock(label=_("Key")), label=label, help_text=help_text, default=[], collapsed=True)


class OutcomeBlock(PartBlock):
    text = blocks.TextBlock(rows=2, label=_("Outcome"), help_text=_("What a student can do afterwards."))

    class Meta:
        icon = "check"
        label = _("Learning outcome")
        label_format = "{text}"


class KeyIssueBlock(PartBlock):
    title = blocks.CharBlock(label=_("Title"))
    summary = blocks.TextBlock(rows=2, label=_("Summary"))
    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Text"))
    references = keys(_("Readings"), _("Keys of readings of this module."))
    provisions = blocks.ListBlock(ProvisionBlock(), label=_("Rests on"), default=[], collapsed=True)

    class Meta:
        icon = "doc-full"
        label = _("Key issue")
        label_format = "{title}"


class ExerciseBlock(PartBlock):
    title = blocks.CharBlock(label=_("Title"))
    minutes = blocks.IntegerBlock(min_value=1, max_value=600, label=_("Minutes"))
    smallest = blocks.IntegerBlock(min_value=1, default=4, label=_("Students, at least"))
    largest = blocks.IntegerBlock(min_value=1, default=30, label=_("Students, at most"))
    purpose = blocks.TextBlock(rows=2, label=_("Purpose"))
    material = lines(_("Material"))
    steps = lines(_("Steps"))
    debrief = lines(_("Questions to end with"))
    adapt = blocks.TextBlock(rows=2, required=False, label=_("To adapt it"))
    outcomes = keys(_("Outcomes it serves"), _("Keys of outcomes of this module."))

    class Meta:
        icon = "group"
        label = _("Exercise")
        label_format = "{title}"


class RowBlock(blocks.StructBlock):
    minutes = blocks.IntegerBlock(min_value=1, max_value=600, label=_("Minutes"))
    title = blocks.CharBlock(label=_("What happens"))
    text = blocks.TextBlock(rows=2, required=False, label=_("How"))
    part = PartKeyBlock(
        required=False, label=_("Part"), help_text=_("Key of the exercise, key issue, case or video that fills it.")
    )

    class Meta:
        label_format = "{minutes} {title}"


class ClassPlanBlock(PartBlock):
    title = blocks.CharBlock(label=_("Title"))
    minutes = blocks.IntegerBlock(
        min_value=1, max_value=1200, label=_("Minutes"), help_text=_("The sum of its rows; checked at publication.")
    )
    rows = blocks.ListBlock(RowBlock(), label=_("Rows"), collapsed=True)

    class Meta:
        icon = "time"
        label = _("Class plan")
        label_format = "{title}"


class ReadingBlock(PartBlock):
    """A source, in the words of CSL, which citation programs share."""

    kind = blocks.ChoiceBlock(choices=READING_KINDS, default="report", label=_("Kind"))
    title = blocks.CharBlock(max_length=400, label=_("Title"))
    authors = blocks.TextBlock(
        rows=2,
        required=False,
        label=_("Authors"),
        help_text=_("One on a line: “Family, Given” for a person, the plain name for an organisation."),
    )
    year = blocks.IntegerBlock(required=False, min_value=1000, max_value=2200, label=_("Year"))
    container = blocks.CharBlock(required=False, label=_("Journal or book it stands in"))
    series = blocks.CharBlock(required=False, label=_("Series"))
    publisher = blocks.CharBlock(required=False, label=_("Publisher"))
    volume = blocks.CharBlock(required=False, label=_("Volume"))
    issue = blocks.CharBlock(required=False, label=_("Issue"))
    pages = blocks.CharBlock(required=False, label=_("Pages"))
    number = blocks.CharBlock(required=False, label=_("Document number"))
    doi = blocks.CharBlock(required=False, label=_("DOI"))
    url = blocks.URLBlock(required=False, label=_("Address"))
    level = blocks.ChoiceBlock(
        choices=[("core", _("Core")), ("advanced", _("Advanced"))], default="core", label=_("Level")
    )
    access = blocks.ChoiceBlock(
        choices=[("open", _("Open")), ("library", _("In a library")), ("paid", _("Paid"))],
        default="open",
        label=_("Access"),
    )
    note = blocks.TextBlock(rows=1, required=False, label=_("Why to read it"))
    checked = blocks.BooleanBlock(required=False, label=_("Somebody has seen that it exists"))

    class Meta:
        icon = "openquote"
        label = _("Reading")
        label_format = "{title}"


class QuestionOptionBlock(blocks.StructBlock):
    """An answer that a student may choose."""

    text = blocks.TextBlock(rows=1, label=_("Answer"))
    right = blocks.BooleanBlock(required=False, label=_("Right"))
    feedback = blocks.TextBlock(rows=1, required=False, label=_("What to say to who chose it"))

    class Meta:
        label_format = "{text}"


class QuestionBlock(PartBlock):
    """A question with its marking notes, which only verified lecturers see."""

    text = blocks.TextBlock(rows=3, label=_("Question"))
    form = blocks.ChoiceBlock(
        choices=[("one", _("One right answer")), ("several", _("Several right answers")), ("essay", _("Essay"))],
        default="one",
        label=_("Form"),
    )
    level = blocks.ChoiceBlock(
        choices=[("understand", _("Understand")), ("apply", _("Apply"))], default="understand", label=_("Level")
    )
    minutes = blocks.IntegerBlock(min_value=0, default=2, label=_("Minutes"))
    options = blocks.ListBlock(QuestionOptionBlock(), label=_("Answers"), default=[], collapsed=True)
    marking = blocks.TextBlock(rows=3, required=False, label=_("Marking notes, for verified lecturers only"))

    class Meta:
        icon = "help"
        label = _("Assessment question")
        label_format = "{text}"


class PracticeBlock(PartBlock):
    """A question that readers try for themselves. Its answers are public, so it is none of the assessment's."""

    text = blocks.TextBlock(rows=3, label=_("Question"))
    form = blocks.ChoiceBlock(
        choices=[("one", _("One right answer")), ("several", _("Several right answers"))],
        default="one",
        label=_("Form"),
    )
    options = blocks.ListBlock(QuestionOptionBlock(), label=_("Answers"), default=[], collapsed=True)

    class Meta:
        icon = "help"
        label = _("Self-test")
        label_format = "{text}"
        description = _("Everybody sees the answers: never take a question of the assessment.")


class SlideBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    points = lines(_("Points"))
    notes = blocks.TextBlock(rows=2, required=False, label=_("What to say"))

    class Meta:
        label_format = "{title}"


class SlidesBlock(PartBlock):
    title = blocks.CharBlock(label=_("Title"))
    slides = blocks.ListBlock(SlideBlock(), label=_("Slides"), collapsed=True)

    class Meta:
        icon = "desktop"
        label = _("Slides outline")
        label_format = "{title}"


class CaseBlock(PartBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=PLAIN_RICH_TEXT, label=_("What happens"))
    questions = lines(_("Questions"))

    class Meta:
        icon = "comment"
        label = _("Case study")
        label_format = "{title}"
        description = _("Made up, and always marked “Fictional”. No real place, no names.")


class FilmBlock(PartBlock):
    video = SnippetChooserBlock("modules.Video", label=_("Video"))

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{key}"


class GuidanceBlock(PartBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Text"))

    class Meta:
        icon = "edit"
        label = _("How to adapt it")
        label_format = "{title}"


PARTS = [
    ("outcome", OutcomeBlock()),
    ("issue", KeyIssueBlock()),
    ("exercise", ExerciseBlock()),
    ("plan", ClassPlanBlock()),
    ("reading", ReadingBlock()),
    ("question", QuestionBlock()),
    ("slides", SlidesBlock()),
    ("case", CaseBlock()),
    ("film", FilmBlock()),
    ("guidance", GuidanceBlock()),
    ("practice", PracticeBlock()),
]
