"""axe finds nothing against WCAG 2.2 A and AA, on any kind of page, light and dark (D29)."""

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import Served, Watch
from tests.journeys.targets import small_targets

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},  # of WCAG 2.2, and off unless asked for
    "resultTypes": ["violations"],
}
RUN = """rules => axe.run(document, rules).then(found => found.violations.flatMap(violation =>
    violation.nodes.map(node => violation.id + ": " + node.target.join(" ") + " | "
        + node.any.concat(node.all, node.none).map(check => check.message).slice(0, 1).join(""))))"""
PAGES = {
    "home": "",
    "section": "tools/",
    "checklists": "checklists/",
    "tool": "tools/identification-and-referral/",
    "checklist": "checklists/identification-and-referral/",
    "article": "about/",
    "practice": "practice/a-boat-and-two-words/",
    "kit": "kit/",
    "path": "kit/ten-minutes/",
    "signs": "kit/signs/border/",
    "words to say": "kit/words-to-say/",
    "model form": "kit/forms/referral-note/",
    "case": "kit/cases/six-men-and-one-bag-of-papers/",
    "learning path": "kit/learning/border-officer/",
    "her numbers": "kit/numbers/",
    "as an app": "kit/app/notes/",
    "law": "law/",
    "who is bound": "law/who-is-bound/",
    "law by checklist": "law/by-checklist/",
    "instrument": "law/tip/",
    "provision": "law/tip/tip-6-3/",
    "glossary": "glossary/",
    "term": "glossary/informed-consent/",
    "search": "search/?q=interview",
    "search without results": "search/?q=xylophone",
    "ask for a file": "files/ask/toolkit.tool/{tool}/?form=paper&size=letter",
    "queued": "files/status/{queued}/",
    "rendering": "files/status/{rendering}/",
    "done": "files/status/{done}/",
    "failed": "files/status/{failed}/",
    "modules": "modules/",
    "module": "modules/rights-and-gender/",
    "key issue": "modules/rights-and-gender/parts/issue-two-crimes/",
    "film": "modules/rights-and-gender/parts/film-two-crimes/",
    "two modules": "modules/compare/?module=rights-and-gender&module=rights-and-gender-pakistan",
    "build a class": "modules/rights-and-gender/class/",
    "for lecturers": "modules/lecturers/",
    "in two languages": "beside/en/prs/tools/sentencing/",
    "module in two languages": "beside/en/prs/modules/rights-and-gender/",
    "translations": "translations/",
    "contact": "contact/",
    "to the editors": "feedback/on/tools/legislation/",
    "new": "new/",
    "saved": "saved/",
    "box": "box/",
    "gallery": "gallery/",
    "missing": "no-such-page/",
}
# One row of the ledger in each state. No worker takes the first two: one was sent, the other is held.
STAGE = """
import datetime, json
from django.utils import timezone
from exports.models import Export
from exports.printouts import build_printout
from toolkit.models import ToolPage
tool = ToolPage.objects.live().order_by("number").first()
later = timezone.now() + datetime.timedelta(days=1)
paper = build_printout("toolkit.tool", str(tool.pk), {"form": "paper", "size": "a4"})
states = {
    "queued": {"queued_at": later, "enqueued_at": later},
    "rendering": {"queued_at": later, "lease_until": later, "attempts": 1, "stage": "layout", "page": 3, "expected_pages": 9},
    "failed": {"error": "too-long", "attempts": 3, "finished_at": timezone.now()},
    "done": {"source": None, "pages": 9, "page": 9, "size": 48000, "finished_at": timezone.now(), "attempts": 1},
}
keys = {"tool": tool.pk}
for number, (state, fields) in enumerate(states.items(), 1):
    keys[state] = f"{number:064}"
    Export.objects.get_or_create_export(paper, key=keys[state])
    Export.objects.filter(key=keys[state]).update(state=state, **fields)
print(json.dumps(keys))
"""


@pytest.fixture(scope="session")
def staged(portal: Served) -> dict[str, str]:
    return portal.shell(STAGE)  # type: ignore[return-value]


def violations(page: Page, name: str) -> list[str]:
    page.evaluate(AXE)
    return [f"{name}: {found}" for found in page.evaluate(RUN, RULES)]


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "ar")])  # all of them: D29
def test_axe_finds_nothing_on_any_kind_of_page(
    new_context: Callable[..., BrowserContext], staged: dict[str, str], watch: Watch, language: str, theme: str
) -> None:
    watch.expected = ["404"]  # one of the pages is missing on purpose
    page = new_context(color_scheme=theme).new_page()
    found: list[str] = []
    for name, path in PAGES.items():
        answer = page.goto(f"/{language}/{path.format(**staged)}")
        assert answer.status == (404 if name == "missing" else 200), name
        found += violations(page, name)
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_or_where_editors_sign_in(
    new_context: Callable[..., BrowserContext], theme: str
) -> None:
    page = new_context(color_scheme=theme).new_page()
    page.goto("/admin/login/")
    found = violations(page, "login")
    page.set_viewport_size({"width": 360, "height": 740})
    for name in ("home", "checklist", "search", "glossary"):
        page.goto(f"/en/{PAGES[name]}")
        found += violations(page, f"{name} on a phone")
    assert found == []


@pytest.mark.parametrize("language", ["en", "prs"])
def test_every_target_of_a_reader_is_at_least_24_pixels_wide_and_high(
    page: Page, staged: dict[str, str], watch: Watch, language: str
) -> None:
    watch.expected = ["404"]  # one of the pages is missing on purpose
    assert small_targets(page, language, {**PAGES, "sign in": "account/login/"}, staged) == []
