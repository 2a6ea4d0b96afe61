"""Model forms as documents to adapt, read back with python-docx."""

import re
import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from toolkit.models import BlankFormPage

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


@pytest.mark.thorough
def test_every_form_holds_all_its_fields_and_says_who_keeps_it_and_that_nobody_receives_it(
    starter: None, visitor: Client
) -> None:
    for page in BlankFormPage.objects.live():
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
