"""Small documents that would eat a server (docs/assurance.md, D26) cost seconds and no more."""

import io
import time

import pytest
from PIL import Image

from exports.pdf import RenderError, Source, render_document
from tests.exports.bombs import BOMBS, picture_of_claims

from .sample import page, source

pytestmark = pytest.mark.thorough

SLOW = (
    "nested flex", "nested columns", "svg use", "css variables", "tiny pages", "footnotes", "columns of a table",
)  # fmt: skip


@pytest.mark.parametrize("bomb", SLOW)
def test_a_bomb_is_stopped_in_time_and_the_next_render_works(bomb):
    render_document(source("<h1>T</h1>"))  # the first one in a process also waits for the server
    began = time.monotonic()
    with pytest.raises(RenderError) as caught:
        render_document(source(f"<h1>T</h1>{BOMBS[bomb]()}"), seconds=1)
    assert caught.value.code in ("too-long", "too-big")
    assert time.monotonic() - began < 1 + 2
    assert render_document(source("<h1>T</h1><p>fine</p>"))


def test_memory_is_limited_before_time_is():
    """A picture of 24 million pixels passes the pixel cap and not a small memory cap."""
    picture = io.BytesIO()
    Image.new("L", (4900, 4900)).convert("RGBA").save(picture, "png")
    html = page('<h1>T</h1><p><img src="asset:x.png" alt="x"></p>')
    with pytest.raises(RenderError) as caught:
        render_document(Source(html, b"{}", "en", assets={"x.png": picture.getvalue()}), memory_mb=340)
    assert caught.value.code == "too-big"


def test_a_picture_of_too_many_pixels_is_refused_unread():
    html = page(f"<h1>T</h1>{BOMBS['a picture of claims']()}")
    with pytest.raises(RenderError) as caught:
        render_document(Source(html, b"{}", "en", assets={"claims.png": picture_of_claims(13_300)}))
    assert caught.value.code == "too-big"


def test_deep_nesting_is_too_big_and_not_a_crash():
    with pytest.raises(RenderError) as caught:
        render_document(source(BOMBS["deep nesting"]()))
    assert caught.value.code == "too-big"
