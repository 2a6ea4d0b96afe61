"""Small documents that would eat a server (safety.md, 2.1 and D26) cost seconds and no more."""

import io
import time
import zlib

import pytest
from PIL import Image

from exports.pdf import RenderError, Source, render

from .sample import page, source


def _nested(style: str, depth: int) -> str:
    return f'<div style="{style}">' * depth + "x" + "</div>" * depth


def _svg_use() -> str:
    layers = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 8))
    return f'<svg><title>x</title><defs><rect id="a0" width="1" height="1"/>{layers}</defs><use href="#a7"/></svg>'


def _variables() -> str:
    chain = "".join(f"--a{n}:{f'var(--a{n - 1}) ' * 10};" for n in range(1, 9))
    return f"<style>html{{--a0:x,;{chain}}}p{{font-family:var(--a8)}}</style><p>x"


BOMBS = {
    "nested flex": _nested("display:flex", 14),
    "nested columns": _nested("columns:2", 6),
    "svg use": _svg_use(),
    "css variables": _variables(),
    "tiny pages": f"<style>@page{{size:1mm;margin:0}}</style><p>{'word ' * 9000}",
    "footnotes": "<style>i{float:footnote}</style><p>" + "a<i>b</i> " * 5000,
    "columns of a table": "<table><tr><td colspan=100000>x</td></tr><tr><td>y</td></tr></table>" * 3,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_stopped_in_time_and_the_next_render_works(bomb):
    began = time.monotonic()
    with pytest.raises(RenderError) as caught:
        render(source(f"<h1>T</h1>{BOMBS[bomb]}"), seconds=1)
    assert caught.value.code in ("too-long", "too-big")
    assert time.monotonic() - began < 1 + 2
    assert render(source("<h1>T</h1><p>fine</p>"))


def test_memory_is_limited_before_time_is():
    """A picture of 24 million pixels passes the pixel cap and not a small memory cap."""
    picture = io.BytesIO()
    Image.new("L", (4900, 4900)).convert("RGBA").save(picture, "png")
    html = page('<h1>T</h1><p><img src="asset:x.png" alt="x"></p>')
    with pytest.raises(RenderError) as caught:
        render(Source(html, b"{}", "en", assets={"x.png": picture.getvalue()}), memory_mb=340)
    assert caught.value.code == "too-big"


def test_a_picture_of_too_many_pixels_is_refused_unread():
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (13300).to_bytes(4, "big")
    header = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + bytes([8, 2, 0, 0, 0]))
    html = page('<h1>T</h1><p><img src="asset:x.png" alt="x"></p>')
    with pytest.raises(RenderError) as caught:
        render(Source(html, b"{}", "en", assets={"x.png": header + chunk(b"IEND", b"")}))
    assert caught.value.code == "too-big"


def test_deep_nesting_is_too_big_and_not_a_crash():
    with pytest.raises(RenderError) as caught:
        render(source(_nested("", 2000)))
    assert caught.value.code == "too-big"
