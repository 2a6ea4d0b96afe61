"""The style sheets that are served, read by a browser, against the ones that we write."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from config.storage.static_files import tighten

SHEETS = sorted((Path(settings.BASE_DIR) / "static/css").glob("*.css"))
SPACE = re.compile(r"\s*([,;(){}]|:(?=\s))\s*")  # a browser keeps custom properties and conditions as they were written
READ = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return Array.from(sheet.cssRules, rule => rule.cssText).join("\\n");
}"""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_browser_reads_the_same_rules_in_a_sheet_that_was_tightened(page: Page, sheet: Path) -> None:
    text = re.sub(r"@import .*?;", "", sheet.read_text())  # not allowed where it is read here
    read, tight = page.evaluate(READ, text), page.evaluate(READ, tighten(text))
    assert SPACE.sub(r"\1", tight) == SPACE.sub(r"\1", read)
    assert len(read) > 100 or "@import" in sheet.read_text()
