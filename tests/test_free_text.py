"""The list of what people type is complete, and its measure notices."""

import json
from xml.sax.saxutils import escape as in_xml

import pytest
from django.utils.html import escape
from wagtail.admin.rich_text import get_rich_text_editor_widget

from tests.free_text import CLEANED, LISTED, NOT_TYPED, WORDS, Reading, markup, rich_fields, text_fields, unescaped
from toolkit.blocks import PLAIN_RICH_TEXT, RICH_TEXT


def test_every_text_column_is_listed_with_where_it_is_shown_or_why_nobody_types_into_it() -> None:
    """A new one: list it in tests/free_text.py, and let the tests named test_free_text of its app read it."""
    not_typed = [label for labels in NOT_TYPED.values() for label in labels]
    known = [*LISTED, *CLEANED, *not_typed]
    assert len(known) == len(set(known))
    assert set(known) == set(text_fields())
    assert set(rich_fields()) <= set(CLEANED)


@pytest.mark.parametrize(
    "html",
    [
        "<p>{}</p>",
        '<p title="{}">x</p>',
        "<p title={}>x</p>",
        '<script type="application/ld+json">{}</script>',
        "<textarea>{}</textarea>",
    ],
)
def test_what_is_not_escaped_is_noticed_wherever_it_stands(html: str) -> None:
    text = markup("assessments.Entry.note")
    assert unescaped(html.format(text))
    if "title={}" not in html:  # where even escaped text falls apart
        assert unescaped(html.format(escape(text))) == []
    assert unescaped(html.format(escape(escape(text))))
    assert unescaped(html.format(markup("network.Member.pseudonym", 40)))


@pytest.mark.parametrize("features", [RICH_TEXT, PLAIN_RICH_TEXT])
def test_what_is_typed_as_rich_text_is_cleaned_by_the_editor(features: list[str]) -> None:
    """Markup that is typed stays words, and a link that would run something is none."""
    text = markup("assessments.Entry.note")
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    typed = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    typed["entityRanges"] = [{"offset": 0, "length": 4, "key": 0}]
    sent = json.dumps({"blocks": [typed], "entityMap": {"0": link}})
    saved = get_rich_text_editor_widget(features=features).value_from_datadict({"text": sent}, {}, "text")
    assert "ZQ7" in saved
    assert unescaped(saved) == []
    assert "javascript" not in saved


def test_html_inside_xml_is_read_as_html() -> None:
    text = markup("modules.Module.parts")
    for inner, is_wrong in ((text, True), (in_xml(text, {'"': "&quot;"}), False)):
        reading = Reading()
        reading.xml(f'<a><b format="html"><text>{in_xml(inner)}</text></b></a>'.encode(), "here")
        assert bool(reading.wrong) is is_wrong


def test_what_a_document_shows_as_escaped_is_noticed() -> None:
    text = markup("toolkit.BlankFormPage.note")
    for shown, is_wrong in ((text, False), (escape(text), True)):
        reading = Reading()
        reading.xml(f'<w:t xmlns:w="{WORDS[1:-2]}">{in_xml(shown)}</w:t>'.encode(), "here")
        assert bool(reading.wrong) is is_wrong
