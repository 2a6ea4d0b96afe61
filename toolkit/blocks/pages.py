"""The blocks a page is written with. The named lists at the end say which page may hold which.

Every block has an icon, a description, a template below templates/toolkit/blocks/ and a preview.
Paper has templates of its own below templates/pdf/blocks/, chosen by the name of the block.
"""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from toolkit.blocks.names import name_block
from toolkit.blocks.tables import TableBlock
from toolkit.domain.drawings import DRAWING_CHOICES

# No italics and no second heading level: only Latin can wear the first, `heading` carries the second.
RICH_TEXT = ["h3", "bold", "ol", "ul", "link", "document-link"]
PLAIN_RICH_TEXT = ["bold", "ol", "ul", "link"]


def make_anchor(text: str) -> str:
    """The address of a heading inside its page; keeps letters of every script."""
    return slugify(text, allow_unicode=True) or "section"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        template = "toolkit/blocks/heading.html"
        description = _("A second-level heading. It makes the list “On this page”.")
        preview_value = "Why it matters"


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        template = "toolkit/blocks/text.html"
        description = _("Running text: two to four paragraphs at most.")
        preview_value = "<p>Ask about needs before facts. <b>Need is the reason to refer.</b></p>"


class KeyMessageBlock(blocks.TextBlock):
    class Meta:
        icon = "thumbtack"
        template = "toolkit/blocks/key_message.html"
        description = _("The one thing to remember. Two sentences at most, once or twice in a page.")
        preview_value = "Help comes first. Proof can come later; help cannot."


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What to do"))
    text = blocks.TextBlock(label=_("How"))

    class Meta:
        label_format = "{title}"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, label=_("Title"))
    items = blocks.ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        template = "toolkit/blocks/steps.html"
        description = _("Things to do in order.")
        preview_value = {
            "title": "Two steps",
            "items": [
                {"title": "Make the place safe", "text": "Separate the person from those who came with her."},
                {"title": "Ask about needs", "text": "Pain, children, fear, sleep."},
            ],
        }


class DoDontBlock(blocks.StructBlock):
    do = blocks.ListBlock(blocks.CharBlock(), label=_("Do"))
    dont = blocks.ListBlock(blocks.CharBlock(), label=_("Don’t"))

    class Meta:
        icon = "check"
        template = "toolkit/blocks/do_dont.html"
        description = _("Good practice and common mistakes, side by side.")
        preview_value = {"do": ["Offer time to recover"], "dont": ["Make help depend on testimony"]}


class ScenarioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=PLAIN_RICH_TEXT, label=_("What happens"))
    question = blocks.CharBlock(required=False, label=_("Question to the reader"))
    thought = blocks.RichTextBlock(features=PLAIN_RICH_TEXT, required=False, label=_("One way to think about it"))

    class Meta:
        icon = "comment"
        template = "toolkit/blocks/scenario.html"
        description = _("A short made-up case. It always carries the mark “Fictional”. No real place, no names.")
        preview_value = {
            "title": "The woman at counter four",
            "text": "<p>A clerk notices that one man holds the papers of six women.</p>",
            "question": "What would you do in the first ten minutes?",
            "thought": "<p>Dress the burn. It commits nobody to an accusation.</p>",
        }


class QuestionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, label=_("Title"))
    items = blocks.ListBlock(blocks.CharBlock(), label=_("Questions"))

    class Meta:
        icon = "help"
        template = "toolkit/blocks/questions.html"
        description = _("Questions a reader can put to her own service.")
        preview_value = {"title": "Questions to ask", "items": ["Who decides, and can it be reviewed?"]}


class CitationBlock(blocks.StructBlock):
    provisions = blocks.ListBlock(SnippetChooserBlock("toolkit.Provision"), label=_("Provisions"))
    note = blocks.CharBlock(required=False, label=_("What it asks of the paragraph below"))

    class Meta:
        icon = "gavel"
        template = "toolkit/blocks/citation.html"
        description = _("Sources of the paragraph that follows. On a wide screen they stand in its margin.")
        preview_value = {"provisions": [], "note": "States protect the privacy and identity of victims."}


class DefinitionBlock(SnippetChooserBlock):
    def __init__(self, **kwargs: object) -> None:
        super().__init__("toolkit.Term", **kwargs)

    def deconstruct(self) -> tuple[Any, ...]:
        return ("toolkit.blocks.DefinitionBlock", (), {})

    class Meta:
        icon = "openquote"
        template = "toolkit/blocks/definition.html"
        description = _("A term of the glossary with its meaning, in the margin on a wide screen.")


class FigureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        template = "toolkit/blocks/figure.html"
        description = _("A picture with its caption and credit. Never a person who could be recognised.")


class DrawingBlock(blocks.StructBlock):
    name = blocks.ChoiceBlock(choices=DRAWING_CHOICES, label=_("Drawing"))
    caption = blocks.CharBlock(
        required=False,
        label=_("Caption"),
        help_text=_("What it explains. Its description for the blind is there already."),
    )

    class Meta:
        icon = "palette"
        template = "toolkit/blocks/drawing.html"
        description = _("A drawing of the library. It explains something that the text says, too.")


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    video = DocumentChooserBlock(
        label=_("Video file"), help_text=_("Our own file; nothing is embedded from elsewhere.")
    )
    captions = DocumentChooserBlock(required=False, label=_("Captions (WebVTT)"))
    transcript = blocks.RichTextBlock(features=PLAIN_RICH_TEXT, label=_("Transcript"))

    class Meta:
        icon = "media"
        template = "toolkit/blocks/video.html"
        description = _("A film with captions and a transcript. It never starts by itself.")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"))
    source = blocks.CharBlock(label=_("Who said it, and where"))

    class Meta:
        icon = "openquote"
        template = "toolkit/blocks/quote.html"
        description = _("Someone’s own words, with her consent. Never words from a case file.")
        preview_value = {
            "text": "Ask me what I need, not only what happened.",
            "source": "Participant, pilot workshop",
        }


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Text"))

    class Meta:
        label_format = "{title}"


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(AccordionItemBlock(), label=_("Parts"))

    class Meta:
        icon = "list-ul"
        template = "toolkit/blocks/accordion.html"
        description = _("Detail for some readers, folded away. Nothing that everyone must read.")
        preview_value = {"items": [{"title": "If the person is a child", "text": "<p>No means is needed.</p>"}]}


class RelatedBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, label=_("Title"))
    pages = blocks.ListBlock(blocks.PageChooserBlock(), label=_("Pages"))

    class Meta:
        icon = "link"
        template = "toolkit/blocks/related.html"
        description = _("Where to read on.")


class DownloadsBlock(blocks.StructBlock):
    title = blocks.CharBlock(required=False, label=_("Title"))
    files = blocks.ListBlock(DocumentChooserBlock(), label=_("Files"))

    class Meta:
        icon = "download"
        template = "toolkit/blocks/downloads.html"
        description = _("Files to take along, with kind and size.")


class DoorBlock(blocks.StructBlock):
    """The only way from a public page into the private part. The address is looked up, never stored: it differs
    between copies of the portal."""

    title = blocks.CharBlock(label=_("Title"))
    text = blocks.TextBlock(label=_("What to know before going on"))
    button = blocks.CharBlock(label=_("Words on the button"))

    class Meta:
        icon = "key"
        template = "toolkit/blocks/door.html"
        description = _("A way into the private part. Once, at the end of a page that says what the dangers are.")
        preview_value = {
            "title": "Go on when it is safe",
            "text": "The next page belongs to the private part.",
            "button": "Go on",
        }


class ItemBlock(blocks.StructBlock):
    """One question of a checklist. The id of its list entry is its identity in answers, files and translations."""

    question = blocks.TextBlock(
        rows=2,
        label=_("Question"),
        help_text=_("One question, to be answered yes, partly, no or not applicable."),
    )
    short = blocks.CharBlock(
        required=False,
        max_length=28,
        label=_("Short name"),
        help_text=_("One to three words, for results and lists. Each question of a checklist has its own."),
    )
    why = blocks.TextBlock(rows=2, label=_("Why we ask"))
    provisions = blocks.ListBlock(SnippetChooserBlock("toolkit.Provision"), label=_("Rests on"))
    reason = blocks.CharBlock(
        required=False,
        label=_("What it rests on besides, or instead"),
        help_text=_("For good practice that no rule names, or a limit of the rule that is named."),
    )
    evidence = blocks.TextBlock(rows=2, label=_("What counts as evidence"))
    action = blocks.TextBlock(
        rows=2, label=_("Suggested action"), help_text=_("The first step when the answer is not yes.")
    )

    class Meta:
        icon = "help"
        label_format = "{question}"
        collapsed = True


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Section"))
    items = blocks.ListBlock(ItemBlock(), label=_("Questions"), collapsed=True)

    class Meta:
        icon = "list-ul"
        label_format = "{title}"
        template = "toolkit/blocks/section.html"
        description = _("A group of questions. Drag questions to reorder them: their answers follow.")


class PortalPartBlock(blocks.StructBlock):
    """A part of the portal, as the front page names it."""

    title = blocks.CharBlock(label=_("Title"))
    text = blocks.TextBlock(label=_("Text"))
    note = blocks.CharBlock(
        required=False, label=_("Note"), help_text=_("Who may enter, or that it is being prepared.")
    )
    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    shelf = blocks.ChoiceBlock(
        choices=[("modules", _("University modules"))],
        required=False,
        label=_("Or a shelf"),
        help_text=_("For a part that is no page."),
    )

    class Meta:
        icon = "folder-open-inverse"
        label_format = "{title}"


class WayBlock(blocks.StructBlock):
    """A way in: a choice of who you are or where your project stands, leading to everything that fits."""

    by = blocks.ChoiceBlock(
        choices=[
            ("audience", _("By your work")),
            ("phase", _("By stage of a project")),
            ("crime", _("By crime")),
        ],
        label=_("Group"),
    )
    value = blocks.ChoiceBlock(
        choices=[
            ("policy", _("Policy maker")),
            ("practitioner", _("Practitioner")),
            ("agency", _("Agency staff")),
            ("design", _("Design")),
            ("implement", _("Implement")),
            ("monitor", _("Monitor")),
            ("evaluate", _("Evaluate")),
            ("tip", _("Trafficking in persons")),
            ("som", _("Smuggling of migrants")),
        ],
        label=_("Leads to"),
    )
    title = blocks.CharBlock(label=_("Title"))
    line = blocks.CharBlock(required=False, label=_("One line"))

    class Meta:
        icon = "arrow-right"
        label_format = "{title}"


BODY = [
    ("heading", name_block(HeadingBlock(), _("Heading"))),
    ("text", name_block(TextBlock(features=RICH_TEXT), _("Text"))),
    ("key_message", name_block(KeyMessageBlock(), _("Key message"))),
    ("citation", name_block(CitationBlock(), _("Rests on"))),
    ("definition", name_block(DefinitionBlock(), _("Definition"))),
    ("steps", name_block(StepsBlock(), _("Steps"))),
    ("do_dont", name_block(DoDontBlock(), _("Do and don’t"))),
    ("questions", name_block(QuestionsBlock(), _("Questions"))),
    ("table", name_block(TableBlock(), _("Table"))),
    ("scenario", name_block(ScenarioBlock(), _("Scenario"))),
    ("accordion", name_block(AccordionBlock(), _("Folded parts"))),
    ("figure", name_block(FigureBlock(), _("Picture"))),
    ("drawing", name_block(DrawingBlock(), _("Drawing"))),
    ("video", name_block(VideoBlock(), _("Video"))),
    ("quote", name_block(QuoteBlock(), _("Quotation"))),
    ("related", name_block(RelatedBlock(), _("Related pages"))),
    ("downloads", name_block(DownloadsBlock(), _("Downloads"))),
    ("door", name_block(DoorBlock(), _("Door of the network"))),
]
SECTIONS = [("section", name_block(SectionBlock(), _("Section")))]
PARTS = [("part", name_block(PortalPartBlock(), _("Part")))]
WAYS = [("way", name_block(WayBlock(), _("Way in")))]
RELATED = [("page", name_block(blocks.PageChooserBlock(), _("Page")))]

# Migrations name these as they stood before blocks were several files.
DECONSTRUCT_ALIASES = {kind: f"toolkit.blocks.{kind.__name__}" for kind in (HeadingBlock, TextBlock, KeyMessageBlock)}
