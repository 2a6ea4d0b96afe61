"""Twenty small documents that would eat a server (docs/assurance.md, D26): all end, as a failure, in seconds."""

import io
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from PIL import Image

BODY = '<!doctype html><html lang="en"><head><title>T</title></head><body><h1>T</h1>{}</body></html>'


def nested(style: str, depth: int) -> str:
    return f'<div style="{style}">' * depth + "x" + "</div>" * depth


def svg_use() -> str:
    layers = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 8))
    return f'<svg><title>x</title><defs><rect id="a0" width="1" height="1"/>{layers}</defs><use href="#a7"/></svg>'


def laughing_svg() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    svg = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&a9;</text></svg>'
    return f"<img alt='x' src='data:image/svg+xml;base64,{_base64(svg.encode())}'>"


def variables() -> str:
    chain = "".join(f"--a{n}:{f'var(--a{n - 1}) ' * 10};" for n in range(1, 9))
    return f"<style>html{{--a0:x,;{chain}}}p{{font-family:var(--a8)}}</style><p>x"


def symbols() -> str:
    style = "@counter-style s{system:symbolic;symbols:'x';range:1 infinite}"
    return f"<style>{style}p::before{{content:counter(c,s)}}p{{counter-reset:c 99999999}}</style><p>x"


def selectors() -> str:
    rules = "".join(f"div p:nth-child({n}) ~ p.c{n} em{{color:red}}" for n in range(50_000))
    return f"<style>{rules}</style><div>" + "".join(f'<p class="c{n}">a<em>b</em>' for n in range(1000)) + "</div>"


def rows(count: int) -> str:
    return "<table>" + "<tr><td>a</td><td>b</td><td>c</td></tr>" * count + "</table>"


def picture_of_claims(side: int) -> bytes:
    """A PNG that says it has side x side pixels and holds none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = side.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + bytes([8, 2, 0, 0, 0])) + chunk(b"IEND", b"")


@cache
def assets() -> dict[str, bytes]:
    """What the pictures in BOMBS show: many of 24 million pixels, a little below what is refused unread."""
    out = io.BytesIO()
    Image.new("L", (4900, 4900)).convert("RGBA").save(out, "png")
    return {"claims.png": picture_of_claims(13_300)} | {f"large-{n}.png": out.getvalue() for n in range(40)}


def _base64(data: bytes) -> str:
    from base64 import b64encode

    return b64encode(data).decode()


BOMBS: Mapping[str, Callable[[], str]] = {
    "nested flex": lambda: nested("display:flex", 14),
    "nested flex columns": lambda: nested("display:flex;flex-direction:column", 12),
    "nested inline flex": lambda: nested("display:inline-flex", 14),
    "nested columns": lambda: nested("columns:2", 6),
    "deep nesting": lambda: nested("", 2000),
    "abyss": lambda: nested("", 50_000),
    "svg use": svg_use,
    "svg laughs": laughing_svg,
    "css variables": variables,
    "a symbol for each": symbols,
    "floats": lambda: "<style>i{float:left}</style>" + "<i>a</i> b " * 30_000,
    "selectors": selectors,
    "tiny pages": lambda: f"<style>@page{{size:1mm;margin:0}}</style><p>{'word ' * 9000}",
    "footnotes": lambda: "<style>i{float:footnote}</style><p>" + "a<i>b</i> " * 5000,
    "columns of a table": lambda: "<table><tr><td colspan=100000>x</td></tr><tr><td>y</td></tr></table>" * 3,
    "rows of a table": lambda: rows(100_000),
    "two directions": lambda: "<p>" + "سلام word " * 200_000,
    "a picture of claims": lambda: '<img alt="x" src="asset:claims.png">',
    "many large pictures": lambda: "".join(f'<img alt="x" src="asset:large-{n}.png">' for n in range(40)),
    "an import without end": lambda: "<style>@import url(http://127.0.0.1:9/a.css)</style><p>x",
}
