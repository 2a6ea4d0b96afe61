"""Pages for a browser: from a folder, a USB stick, a phone without a connection. Also the pages of other packages."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from modules.domain.outlines import Outline
from modules.packages.archives import write_archive
from modules.packages.films import captions, film_files, players
from modules.packages.manifests import manifest
from modules.packages.payloads import from_payload
from modules.presenters.leaves import Leaf, frame, grouped, leaves, tight

HOME = "index"


def pack_site(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """index.html with the contents, a page for each part, and manifest.json. Nothing is asked from elsewhere."""
    outline = from_payload(payload)
    films = film_files(outline)
    pages = leaves(outline, players(outline, films))
    step(1)
    content: dict[str, bytes | str] = {"style.css": stylesheet(), **captions(outline), **films}
    content[f"{HOME}.html"] = page(outline, contents_leaf(outline, pages))
    for before, leaf, after in neighbours(pages):
        content[f"{leaf.name}.html"] = page(outline, leaf, home=f"{HOME}.html", before=before, after=after)
    content["manifest.json"] = manifest(outline, "site", content, pages)
    write_archive(file, content)


def page(outline: Outline, leaf: Leaf, **links: Any) -> str:
    """A whole HTML document."""
    with override(outline.language):
        values = {"outline": outline, "leaf": leaf, **frame(outline), **links}
        return render_to_string("modules/packages/page.html", values).strip() + "\n"


def contents_leaf(outline: Outline, pages: list[Leaf]) -> Leaf:
    with override(outline.language):
        values = {"outline": outline, "groups": grouped(pages), "captions": sorted(captions(outline))}
        html = tight(render_to_string("modules/packages/contents.html", values))
    return Leaf(HOME, "contents", "contents", outline.title, mark_safe(html))  # noqa: S308  # our template


def neighbours(pages: list[Leaf]) -> list[tuple[Leaf | None, Leaf, Leaf | None]]:
    return list(zip([None, *pages[:-1]], pages, [*pages[1:], None], strict=True))


@lru_cache(maxsize=1)
def stylesheet() -> str:
    return (Path(settings.BASE_DIR) / "static/css/package.css").read_text()
