"""A document gets nothing from outside itself: no file, no host, no relative path (docs/assurance.md, D25)."""

import base64
import http.server
import socketserver
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest

from exports.pdf import RenderError, Source, render_document

from .sample import DOT, page, source

pytestmark = pytest.mark.thorough

CANARY = "CANARY-7f3a"


class Outside(NamedTuple):
    """What must stay outside: a file with a canary, and a listener that counts."""

    file: Path
    host: str
    hits: list[str]


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    hits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    file = tmp_path_factory.mktemp("outside") / "secret.svg"
    file.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text y="20">{CANARY}</text></svg>')
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Outside(file, f"http://127.0.0.1:{server.server_address[1]}", hits)
        server.shutdown()


def svg_uri(inner: str) -> str:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" '
        f'height="9">{inner}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


REFUSED = {
    "image": '<img src="{0}" alt="x">',
    "image in svg": '<svg><title>x</title><image width="9" height="9" xlink:href="{0}"/></svg>',
    "use in svg": '<svg><title>x</title><use href="{0}#a"/></svg>',
    "stylesheet": '<link rel="stylesheet" href="{0}">',
    "import": '<style>@import url("{0}");</style>',
    "font": '<style>@font-face{{font-family:X;src:url("{0}")}}p{{font-family:X}}</style>',
    "background": '<p style="background-image:url({0})">x',
    "content": '<style>p::before{{content:url("{0}")}}</style><p>x',
    "list mark": '<ul style="list-style-image:url({0})"><li>x</ul>',
    "border": '<p style="border:9px solid;border-image-source:url({0})">x',
    "embed": '<embed src="{0}" type="image/svg+xml">',
    "object": '<object data="{0}" type="image/svg+xml"></object>',
    "attachment link": '<a rel="attachment" href="{0}">x</a>',
    "attachment": '<link rel="attachment" href="{0}">',
    "colour profile": '<style>@color-profile --x {{src:url("{0}")}} p{{color:color(--x 1 0 0)}}</style><p>x',
}


def attempt(document: Source) -> bytes | None:
    """Render; None where no file was made."""
    try:
        return render_document(document)
    except RenderError as error:
        # WeasyPrint itself stumbles over a relative @import.
        assert error.code in ("refused", "broken"), error
        assert CANARY not in str(error)
        return None


def assert_nothing_inside(data: bytes) -> None:
    with pikepdf.open(BytesIO(data)) as pdf:
        assert list(pdf.attachments) == ["manifest.json"]
        for found in pdf.objects:
            if isinstance(found, pikepdf.Stream):
                assert CANARY.encode() not in found.read_bytes()


@pytest.mark.parametrize("way", REFUSED)
def test_no_way_to_a_file_or_a_host(way, outside):
    before = len(outside.hits)
    for address in (outside.file.as_uri(), f"{outside.host}/x", "/etc/passwd", outside.file.name):
        data = attempt(source(f"<h1>T</h1>{REFUSED[way].format(address)}"))
        if data is not None:
            # Where WeasyPrint does not even try (relative addresses, unknown elements): nothing inside.
            assert_nothing_inside(data)
    assert len(outside.hits) == before


@pytest.mark.parametrize("way", ["image", "stylesheet", "import", "font", "background", "attachment", "image in svg"])
def test_an_address_outside_fails_the_render(way, outside):
    for address in (outside.file.as_uri(), f"{outside.host}/x"):
        with pytest.raises(RenderError) as caught:
            render_document(source(f"<h1>T</h1>{REFUSED[way].format(address)}"))
        assert caught.value.code == "refused"


def test_a_base_element_does_not_open_a_door(outside):
    body = '<h1>T</h1><img src="x.png" alt="x">'
    for base in (f"{outside.host}/", f"file://{outside.file.parent}/"):
        with pytest.raises(RenderError) as caught:
            render_document(source(body, head=f'<base href="{base}">'))
        assert caught.value.code == "refused"
    assert not outside.hits


def test_a_picture_inside_the_document_cannot_reach_out_either(outside):
    for address in (outside.file.as_uri(), f"{outside.host}/x"):
        uri = svg_uri(f'<image width="9" height="9" xlink:href="{address}"/>')
        with pytest.raises(RenderError) as caught:
            render_document(source(f'<h1>T</h1><p><img src="{uri}" alt="x"></p>'))
        assert caught.value.code == "refused"
    assert not outside.hits


def test_a_local_font_is_refused():
    font = "<style>@font-face{font-family:X;src:local('Noto Sans Regular')}h1{font-family:X}</style>"
    data = attempt(source("<h1>T</h1>", head=font))
    assert data is None


def test_an_xml_entity_reads_no_file(outside):
    svg = (
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{outside.file.as_uri()}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">&x;</text></svg>'
    )
    uri = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    try:
        assert_nothing_inside(render_document(source(f'<h1>T</h1><p><img src="{uri}" alt="x"></p>')))
    except RenderError as error:
        assert CANARY not in str(error)


def test_a_data_uri_over_two_megabytes_is_refused():
    uri = "data:image/png;base64," + base64.b64encode(bytes(2 * 2**20 + 1)).decode()
    assert attempt(source(f'<h1>T</h1><p><img src="{uri}" alt="x"></p>')) is None


def test_an_unknown_asset_is_refused_and_a_known_one_is_drawn():
    html = page('<h1>T</h1><p><img src="asset:a%20dot.png" alt="A dot"></p>')
    picture = base64.b64decode(DOT.partition(",")[2])
    with pikepdf.open(BytesIO(render_document(Source(html, b"{}", "en", assets={"a dot.png": picture})))) as pdf:
        assert any(found.get("/Subtype") == "/Image" for found in pdf.objects if isinstance(found, pikepdf.Stream))
    with pytest.raises(RenderError) as caught:
        render_document(Source(html, b"{}", "en"))
    assert caught.value.code == "refused"


def test_a_picture_that_cannot_be_read_fails_the_render():
    with pytest.raises(RenderError) as caught:
        render_document(Source(page('<h1>T</h1><img src="asset:x.png" alt="x">'), b"{}", "en", assets={"x.png": b"no"}))
    assert caught.value.code == "broken"
