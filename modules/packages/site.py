"""Pages for a browser: from a folder, a USB stick, a phone without a connection. Also the pages of other packages."""

from collections.abc import Callable
from typing import Any, BinaryIO

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from modules.domain.outlines import Outline
from modules.packages.films import collect_captions, collect_film_files, describe_players
from modules.packages.manifests import build_manifest
from modules.packages.payloads import deserialize_outline
from modules.presenters.package_pages import (
    PackagePage,
    get_language_attributes,
    group_pages,
    render_package_pages,
)
from toolkit.domain.markup import collapse_whitespace
from toolkit.packages.archives import write_archive
from toolkit.packages.books import read_stylesheet

HOME = "index"


def pack_site(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """index.html with the contents, a page for each part, and manifest.json. Nothing is asked from elsewhere."""
    outline = deserialize_outline(payload)
    films = collect_film_files(outline)
    pages = render_package_pages(outline, describe_players(outline, films, from_disk=True))
    step(1)
    content: dict[str, bytes | str] = {"style.css": read_stylesheet(), **collect_captions(outline), **films}
    content[f"{HOME}.html"] = render_page(outline, render_contents_page(outline, pages))
    for before, leaf, after in neighbours(pages):
        content[f"{leaf.name}.html"] = render_page(outline, leaf, home=f"{HOME}.html", before=before, after=after)
    content["manifest.json"] = build_manifest(outline, "site", content, pages)
    write_archive(file, content)


def render_page(outline: Outline, leaf: PackagePage, **links: Any) -> str:
    """A whole HTML document."""
    with override(outline.language):
        values = {"outline": outline, "leaf": leaf, **get_language_attributes(outline), **links}
        return render_to_string("modules/packages/page.html", values).strip() + "\n"


def render_contents_page(outline: Outline, pages: list[PackagePage]) -> PackagePage:
    with override(outline.language):
        values = {"outline": outline, "groups": group_pages(pages), "captions": sorted(collect_captions(outline))}
        html = collapse_whitespace(render_to_string("modules/packages/contents.html", values))
    return PackagePage(HOME, "contents", "contents", outline.title, mark_safe(html))  # noqa: S308  # our template


def neighbours(pages: list[PackagePage]) -> list[tuple[PackagePage | None, PackagePage, PackagePage | None]]:
    return list(zip([None, *pages[:-1]], pages, [*pages[1:], None], strict=True))
