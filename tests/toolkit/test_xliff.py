"""Translations as XLIFF: what goes out comes back, and a stranger's file does no harm."""

from io import BytesIO
from typing import Any

import polib
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from wagtail_localize.strings import StringValue

from tests.toolkit.desk_cast import colleague, state_of, translated_article
from toolkit.packages.xliff import NAMESPACE, write_xliff
from toolkit.uploads import MOST_PO
from toolkit.uploads.xliff import read_translation_file, read_xliff

X = f"{{{NAMESPACE}}}"
NUMBER = "7d6fa7a9-6c1e-4b52-9b0c-6a4c5f3d1a10"


def to_po(*entries: tuple[str, str, str]) -> polib.POFile:
    po = polib.POFile()
    for path, english, words in entries:
        po.append(polib.POEntry(msgctxt=path, msgid=english, msgstr=words))
    return po


def written(*entries: tuple[str, str, str]) -> bytes:
    return write_xliff(to_po(*entries), number=NUMBER, source="en", target="fa-AF")


def read_back(data: bytes) -> list[tuple[str, str, str]]:
    return [(entry.msgctxt, entry.msgid, entry.msgstr) for entry in read_xliff(data)]


# What no XML may hold, nobody types.
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30)


def nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = ["<b>%s</b>", '<a href="https://example.org/">%s</a>', "<i>%s<br/></i>", '<a linktype="page" id="7">%s</a>']
    return st.tuples(st.sampled_from(tags), inner, words).map(lambda found: found[0] % found[1] + escaped(found[2]))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


strings = st.recursive(words.map(escaped), nest).map(lambda html: StringValue.from_source_html(html)[0].data)


@given(st.lists(st.tuples(words, strings, strings), max_size=4))
def test_what_goes_out_comes_back(entries: list[tuple[str, str, str]]) -> None:
    assert read_back(written(*entries)) == entries


def test_tags_are_kept_from_the_translator_and_come_back_where_her_program_dropped_what_they_are() -> None:
    english, dari = 'Ask <a id="a1">her</a> <b>first</b>.<br/>Wait.', '<b>نخست</b> <a id="a1">بپرسید</a>.<br/>صبر کنید.'
    root = etree.fromstring(written(("body.1", english, dari)))
    unit = root.find(f".//{X}trans-unit")
    assert unit is not None
    assert [one.get("id") for one in unit.find(f"{X}source")] == ["a1", "b-1", "br-2"]
    for one in unit.find(f"{X}target"):
        del one.attrib["ctype"]
    unit.find(f"{X}target")[0].set("id", "b-1")
    unit.find(f"{X}target")[1].set("id", "a1")
    assert read_back(etree.tostring(root)) == [("body.1", english, dari)]


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body>A page</body></html>",
        b"<xliff",
        b'<?xml version="1.0" encoding="klingon"?><xliff/>',
        f'<xliff xmlns="{NAMESPACE}"/>'.encode(),
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f"/></xliff>',
        f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff xmlns="{NAMESPACE}"><file original="&a;"/></xliff>'.encode(),
        f'<!DOCTYPE x [<!ENTITY a "{"b" * 1000}">]><xliff xmlns="{NAMESPACE}"><file>{"&a;" * 1000}</file></xliff>'.encode(),
    ],
)  # fmt: skip
def test_what_is_none_of_ours_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ValidationError, match="This is no XLIFF file"):
        read_translation_file(BytesIO(data), len(data))


def test_a_file_of_any_size_is_refused_before_it_is_read() -> None:
    with pytest.raises(ValidationError, match="larger than 2 MB"):
        read_translation_file(BytesIO(b"<xliff"), MOST_PO + 1)


@pytest.mark.django_db
def test_a_translator_takes_it_elsewhere_and_brings_it_back(as_: Any) -> None:
    _english, dari = translated_article()
    state = state_of(dari)
    browser = as_(colleague("translator"))
    data = browser.get(reverse("desk_xliff", args=[state.pk])).content
    assert b'target-language="fa-AF"' in data
    assert "در مرز" in data.decode()
    changed = data.decode().replace("در مرز", "در سرحد").encode()
    sent = {"file": SimpleUploadedFile("again.xlf", changed)}
    answer = browser.post(reverse("desk_po_upload", args=[state.pk]), sent, follow=True).content.decode()
    assert "The translations of this file are here now." in answer
    assert "در سرحد" in browser.get(reverse("desk_item", args=[state.pk])).content.decode()


@pytest.mark.django_db
def test_a_file_of_another_translation_changes_nothing(as_: Any) -> None:
    (_one, dari), (_two, other) = translated_article(), translated_article()
    browser = as_(colleague("translator"))
    data = browser.get(reverse("desk_xliff", args=[state_of(other).pk])).content
    sent = {"file": SimpleUploadedFile("other.xlf", data.replace("در مرز".encode(), "در سرحد".encode()))}
    answer = browser.post(reverse("desk_po_upload", args=[state_of(dari).pk]), sent, follow=True).content.decode()
    assert "belongs to another translation" in answer
    assert "در سرحد" not in browser.get(reverse("desk_item", args=[state_of(dari).pk])).content.decode()
