"""The list of what people type is complete, and its measure notices."""

import pytest

from tests.free_text import CLEANED, LISTED, NOT_TYPED, Reading, markup, rich_fields, text_fields, unescaped


def test_every_text_column_is_listed_with_where_it_is_shown_or_why_nobody_types_into_it() -> None:
    """A new one: list it in tests/free_text.py, and let the tests named test_free_text of its app read it."""
    not_typed = [label for labels in NOT_TYPED.values() for label in labels.split()]
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
    from django.utils.html import escape

    text = markup("assessments.Entry.note")
    assert unescaped(html.format(text))
    if "title={}" not in html:
        assert unescaped(html.format(escape(text))) == []
    assert unescaped(html.format(escape(escape(text))))
    assert unescaped(html.format(markup("network.Member.pseudonym", 40)))


def test_an_attribute_without_quotes_is_noticed_though_its_text_is_escaped() -> None:
    from django.utils.html import escape

    assert unescaped(f"<input value={escape(markup('assessments.Entry.note'))}>")


def test_html_inside_xml_is_read_as_html() -> None:
    from xml.sax.saxutils import escape

    text = markup("modules.Module.parts")
    for inner, is_wrong in ((text, True), (escape(text, {'"': "&quot;"}), False)):
        reading = Reading()
        reading.xml(f'<a><b format="html"><text>{escape(inner)}</text></b></a>'.encode(), "here")
        assert bool(reading.wrong) is is_wrong
