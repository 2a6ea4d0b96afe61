"""The result that a browser works out without a portal is the server's, for every example that both are held to."""

from typing import Any

from playwright.sync_api import Page

from tests.assessments.shared_results import read_examples

# What result.js works out for answers by code, in the words of tests/assessments/results.json.
WORK_OUT = r"""async (answers) => {
    const form = document.querySelector("form[data-answers]");
    const { workOut } = await import(form.dataset.resultSrc);
    const ids = [...form.querySelectorAll("[data-item]")].map((item) => [
        item.querySelector("h3 .n").textContent, item.dataset.item,
    ]);
    const marks = ids.filter(([code]) => answers[code]).map(([code, id]) => [id, answers[code]]);
    const codes = (rows) => rows.map((row) => row.code).join(" ");
    const found = workOut(form, Object.fromEntries(marks));
    return {
        counts: found.counts,
        missing: codes(found.missing),
        strong: codes(found.strong),
        extremes: found.extremes.flatMap(({ strong, weak }) => [strong, weak]),
        sections: found.sections.map((one) => [one.title, one.counts]),
        provisions: found.provisions.map((one) => [one.label, one.missing.length, one.strong.length, codes(one.rows)]),
        raised: found.raised.map((one) => [one.ask, codes(one.rows)]),
    };
}"""


def test_the_browser_works_out_what_the_server_does_for_all_shared_examples(page: Page) -> None:
    wrong: list[dict[str, Any]] = []
    for example in read_examples():
        slug, answers = example.pop("checklist"), example.pop("answers")
        if not page.url.endswith(f"/{slug}/"):
            page.goto(f"/en/checklists/{slug}/")
        found = page.evaluate(WORK_OUT, answers)
        wrong += [found] if found != example else []
    assert wrong == []
