"""Draws the icons that the companion may have as an app, and the mark as Kiwix shows it: script/draw_icons.py, once
after a change of this file.

The companion's are plain things that stand on every telephone, without words, in the greys of
toolkit/domain/companion.py. A browser draws them; Pillow leaves sixteen colours.
"""

import os
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from toolkit.domain.companion import APP_GROUND, APP_PAPER  # noqa: E402

FOLDER = ROOT / "static/img/app"
MARK, PAPER = ROOT / "static/img/mark.svg", "#ffffff"
PLAIN = "<style>body{margin:0}svg{display:block}</style>"
# On a field of 96: a sheet with lines, an open book, a closed one with a band.
SHAPES = {
    "notes": '<path d="M28 20h40v56H28z"/><path class="line" d="M36 34h24M36 46h24M36 58h14"/>',
    "reference": '<path d="M16 28h30v42H16zM50 28h30v42H50z"/>'
    '<path class="line" d="M23 40h16M23 52h16M57 40h16M57 52h16"/>',
    "handbook": '<path d="M26 20h44v56H26z"/><path class="line" d="M36 20v56M46 36h16"/>',
}
# What a launcher cuts to a shape of its own keeps its middle only: there the drawing is smaller.
SIZES = {"192": (192, 1.1, 20), "512": (512, 1.1, 20), "maskable": (512, 0.85, 0)}


def write_svg(name: str, size: int, scale: float, corner: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 96 96">'
        f'<rect width="96" height="96" rx="{corner}" fill="{APP_GROUND}"/>'
        f'<g transform="translate(48 48) scale({scale}) translate(-48 -48)" fill="{APP_PAPER}">'
        f"<style>.line{{fill:none;stroke:{APP_GROUND};stroke-width:4}}</style>{SHAPES[name]}</g></svg>"
    )


def write_mark(size: int) -> str:
    """The mark on paper: its lines alone would vanish on a dark screen."""
    mark = MARK.read_text().replace("0 0 32 32", f'-3 -3 38 38" width="{size}" height="{size}')
    return f"<style>svg{{background:{PAPER};border-radius:{size // 8}px}}</style>{mark}"


def draw() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"))
        page = browser.new_page()
        for name in SHAPES:
            for mark, (size, scale, corner) in SIZES.items():
                save(page, write_svg(name, size, scale, corner), size, FOLDER / f"{name}-{mark}.png")
        save(page, write_mark(48), 48, MARK.with_name("mark-48.png"))
        browser.close()


def save(page: Page, drawing: str, size: int, file: Path) -> None:
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"{PLAIN}{drawing}")
    picture = Image.open(BytesIO(page.screenshot(omit_background=True)))
    picture.quantize(16, method=Image.Quantize.FASTOCTREE).save(file, optimize=True)


if __name__ == "__main__":
    draw()
