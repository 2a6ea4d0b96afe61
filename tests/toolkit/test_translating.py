"""Translations that come as files: small ones that can be read, and nothing on a page that could not be typed there."""

import io
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation, Translation, TranslationSource

from tests import factories
from toolkit import uploads
from toolkit.models import ArticlePage

pytestmark = pytest.mark.django_db
TEXT = '<p>Every <b>zebra</b> counts, <a href="https://example.org/zebra">see there</a>.</p>'
GOOD = 'ہر <b>زیبرا</b> اہم ہے، <a id="a1">یہاں</a>'
HOSTILE = [
    "<script>ZQ7()</script>",
    '<b onclick="ZQ7()">x</b>',
    '<a id="a1" onclick="ZQ7()">x</a>',
    '<a href="javascript:ZQ7()">x</a>',
    '<a id="a9">ZQ7</a>',
    "<img src=x onerror=ZQ7()>",
    "<p>ZQ7</p>",
    # Read as one text by the parser, as a picture by a browser.
    "<!--><img src=x onerror=ZQ7()>-->",
    "<![CDATA[><img src=x onerror=ZQ7()>]]>",
    "<?php ZQ7 ?>",
    "<!ZQ7>",
]


@pytest.fixture
def translation(db: None) -> Translation:
    """An article on its way into Urdu."""
    factories.home("ur")
    page = factories.article([factories.block("text", TEXT)], title="Zebras")
    source, _is_new = TranslationSource.update_or_create_from_instance(page)
    found = Translation.objects.create(source=source, target_locale=factories.locale("ur"))
    found.save_target(publish=False)
    return found


def filled_in(translation: Translation, *, title: str = "زیبرے", text: str = GOOD) -> bytes:
    """The file as it was downloaded, with these two translations."""
    po = translation.export_po()
    for entry in po:
        entry.msgstr = title if entry.msgid == "Zebras" else text if "zebra" in entry.msgid else ""
    return str(po).encode()


def send(browser: Client, translation: Translation, content: bytes) -> str:
    """Uploads it, and gives back what the editor is told."""
    file = io.BytesIO(content)
    file.name = "zebras.po"
    answer = browser.post(reverse("wagtail_localize:upload_pofile", args=[translation.pk]), {"file": file})
    assert answer.status_code == 302
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def published(translation: Translation) -> str:
    translation.save_target(publish=True)
    page = translation.get_target_instance()
    ArticlePage.objects.get(pk=page.pk).save_revision().publish()
    answer = Client().get(f"/ur/{page.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_that_was_filled_in_comes_out_on_the_page(as_, editor, translation) -> None:
    assert "are here now" in send(as_(editor), translation, filled_in(translation))
    html = published(translation)
    for words in ("زیبرے", "<b>زیبرا</b>", 'href="https://example.org/zebra"'):
        assert words in html


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_that_nobody_could_type_comes_out_nowhere_and_says_why(as_, editor, translation, text: str) -> None:
    said = send(as_(editor), translation, filled_in(translation, text=text))
    assert "marked below" in said
    wrong = StringTranslation.objects.get(data=text)
    assert wrong.get_error()
    assert "ZQ7" not in published(translation)


def test_a_title_is_words_and_nothing_else(as_, editor, translation) -> None:
    send(as_(editor), translation, filled_in(translation, title="<script>ZQ7()</script>"))
    assert "<script>ZQ7" not in published(translation)


def test_what_was_wrong_can_be_mended_by_another_file(as_, editor, translation) -> None:
    assert "marked" in send(as_(editor), translation, filled_in(translation, text=HOSTILE[-2]))
    assert "marked" not in send(as_(editor), translation, filled_in(translation))
    assert "<b>زیبرا</b>" in published(translation)


def put(browser: Client, name: str, *args: int, value: str) -> None:
    """What she types into the screen of translations."""
    kind = "application/x-www-form-urlencoded"
    answer = browser.put(reverse(f"wagtail_localize:{name}", args=args), urlencode({"value": value}), content_type=kind)
    assert answer.status_code in {200, 201}


def test_what_is_typed_over_a_good_translation_is_looked_at_too(as_, editor, translation) -> None:
    send(as_(editor), translation, filled_in(translation))
    segment = StringSegment.objects.get(source=translation.source, string__data__contains="counts")
    put(as_(editor), "edit_string_translation", translation.pk, segment.pk, value=HOSTILE[-3])
    assert "ZQ7" not in published(translation)


def test_a_link_may_lead_elsewhere_in_a_translation_but_runs_nothing(as_, editor, translation) -> None:
    segment = OverridableSegment.objects.get(source=translation.source, data_json__contains="example.org")
    send(as_(editor), translation, filled_in(translation))
    for address in ("javascript:ZQ7()", "https://example.org/elsewhere", "java\tscript:ZQ7()"):
        put(as_(editor), "edit_override", translation.pk, segment.pk, value=address)
        html = published(translation)
        assert "ZQ7" not in html
        assert (f'href="{address}"' in html) is address.startswith("https"), address
    assert 'href="https://example.org/zebra"' in html


def test_a_file_over_two_megabytes_is_refused_unread(as_, editor, translation, monkeypatch) -> None:
    monkeypatch.setattr(uploads.polib, "pofile", None)
    padded = filled_in(translation) + b"#" * uploads.MOST_PO
    assert "larger than 2 MB" in send(as_(editor), translation, padded)
    assert not StringTranslation.objects.filter(locale=translation.target_locale, data=GOOD).exists()


def test_a_file_of_more_texts_than_any_page_has_is_refused(as_, editor, translation) -> None:
    many = "".join(f'\nmsgid "{n}"\nmsgstr "x"\n' for n in range(uploads.MOST_ENTRIES))
    assert "more texts" in send(as_(editor), translation, filled_in(translation) + many.encode())


@pytest.mark.parametrize(
    "content",
    [
        b" ",
        b"no PO file",
        b'msgid "a"\nmsgstr',
        b'msgid "a"\nmsgid_plural "b"\nmsgstr[x] "c"\n',
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b'msgid "a"\nmsgstr "caf\xe9"\n',
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=zlib"\n',
        b'msgid "a"\nmsgstr "\x00"\n',
        b"/etc/passwd",
    ],
)
def test_what_is_no_po_file_is_answered_by_a_sentence(as_, editor, translation, content: bytes) -> None:
    said = send(as_(editor), translation, content)
    assert "no PO file" in said or "another translation" in said


def test_no_file_at_all_is_answered_by_a_sentence(as_, editor, translation) -> None:
    answer = as_(editor).post(reverse("wagtail_localize:upload_pofile", args=[translation.pk]))
    assert [str(message).strip() for message in get_messages(answer.wsgi_request)] == ["Please choose a PO file."]


def test_another_translations_file_is_refused(as_, editor, translation) -> None:
    content = filled_in(translation).replace(str(translation.uuid).encode(), b"6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71")
    assert "another translation" in send(as_(editor), translation, content)


def test_a_zero_byte_inside_an_honest_file_is_a_damage(as_, editor, translation) -> None:
    assert "no PO file" in send(as_(editor), translation, filled_in(translation, text="a\x00b"))


@pytest.mark.postgresql
def test_a_title_longer_than_any_title_is_answered_by_a_sentence(as_, editor, translation) -> None:
    assert "too long" in send(as_(editor), translation, filled_in(translation, title="ز" * 300))


def test_only_who_may_edit_the_page_sends_a_file(as_, member, visitor, translation) -> None:
    for browser in (as_(member), visitor):
        send(browser, translation, filled_in(translation))
    assert not StringTranslation.objects.filter(data=GOOD).exists()
