"""How large what can be hit is (WCAG 2.2, 2.5.8, without its exception for room around)."""

from playwright.sync_api import Page

# Everything that can be hit, folded parts opened, with its label. A link inside a sentence is as high as its line: WCAG
# excepts it (2.5.8), and so do we.
SMALL = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".vh");
  const within = (one) => {
    const rects = [one, ...(one.labels ?? [])].flatMap((each) => [...each.getClientRects()]);
    const across = (from, to) => Math.max(...rects.map((rect) => rect[to])) - Math.min(...rects.map((rect) => rect[from]));
    return [across("left", "right"), across("top", "bottom")];
  };
  const inSentence = (one) => {
    if (getComputedStyle(one).display !== "inline") return false;
    let block = one.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.textContent.trim() !== one.textContent.trim();
  };
  return [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
    .filter((one) => shown(one) && !inSentence(one))
    .map((one) => [one, within(one)])
    .filter(([, size]) => Math.min(...size) < 24)
    .map(([one, size]) => `${one.localName} "${one.textContent.trim()}" in .${one.parentElement.className}: ${size.map(Math.round)}`);
}"""


def small_targets(page: Page, language: str, pages: dict[str, str], keys: dict[str, str]) -> list[str]:
    found: list[str] = []
    for name, path in pages.items():
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/{language}/{path.format(**keys)}")
            found += [f"{name} at {width}: {one}" for one in page.evaluate(SMALL)]
    return found
