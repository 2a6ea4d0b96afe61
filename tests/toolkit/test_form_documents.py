"""Model forms as documents to adapt, read back with python-docx."""

import re
import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from toolkit.models import BlankFormPage, Portal

pytestmark = pytest.mark.django_db


def get_document(browser: Client, page: BlankFormPage) -> bytes:
    answer = browser.get(reverse("toolkit:form_document", args=[page.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert f"{page.slug}-en.docx" in answer["Content-Disposition"]
    return answer.content


def read_words(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def list_what_gives_away(page: BlankFormPage) -> list[str]:
    """What whoever searches the person must not find on a card or in its file."""
    portal = Portal.load()
    address = settings.BASE_URL.partition("://")[2]
    own = [page.title, page.summary, page.code, page.slug, portal.name, portal.said.publisher.text, address]
    return [told for told in (*own, "trafficking", "smuggling", "victim", "police", "model form") if told]


@pytest.mark.thorough
def test_every_form_holds_all_its_fields_and_says_who_keeps_it_and_that_nobody_receives_it(
    starter: None, visitor: Client
) -> None:
    for page in BlankFormPage.objects.live().filter(is_card=False):
        words = read_words(docx.Document(BytesIO(get_document(visitor, page))))
        assert "Nobody but you receives it" in words, page
        assert "It never means: stop, search, arrest or send back." in words, page
        assert page.keeper in words
        assert page.retention in words
        for part in page.parts:
            for field in part.value["fields"]:
                for text in (field["label"], *field["options"], *field["columns"], *field["points"]):
                    assert text in words, (page, text)
        assert "{" not in re.sub(r"______ \([^)]*\)", "", words), page


def test_the_persons_own_card_says_nowhere_in_the_document_who_made_it_or_why(starter: None, visitor: Client) -> None:
    page = BlankFormPage.objects.get(slug="own-card")
    answer = visitor.get(reverse("toolkit:form_document", args=[page.pk]))
    assert 'filename="card-en.docx"' in answer["Content-Disposition"]
    document = docx.Document(BytesIO(answer.content))
    assert document.core_properties.title == "Card"
    words = read_words(document)
    assert words.count("Health and work advice:") == words.count("Free") == 8
    with zipfile.ZipFile(BytesIO(answer.content)) as parts:
        inside = (
            b"\n".join(parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels")))
            .decode()
            .lower()
        )
    assert [told for told in list_what_gives_away(page) if told.lower() in inside] == []


def test_a_form_is_the_same_bytes_each_time_and_names_nobody(starter: None, visitor: Client) -> None:
    page = BlankFormPage.objects.live().first()
    assert page
    body = get_document(visitor, page)
    assert body == get_document(visitor, page)
    facts = docx.Document(BytesIO(body)).core_properties
    assert (facts.author, facts.last_modified_by or "") == ("", "")
    assert facts.title == page.title
    assert zipfile.ZipFile(BytesIO(body)).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_a_form_that_readers_do_not_see_has_no_document(starter: None, visitor: Client) -> None:
    page = BlankFormPage.objects.live().first()
    assert page
    page.unpublish()
    assert visitor.get(reverse("toolkit:form_document", args=[page.pk])).status_code == 404
