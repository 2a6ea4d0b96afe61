"""HTML on its way into packages: clean once more, links whole, and as XHTML where XML is wanted."""

import re
from base64 import b64encode
from typing import Any
from urllib.parse import urljoin

import nh3
from django.utils.safestring import SafeString, mark_safe
from lxml import etree, html

TAGS = set(
    "p h2 h3 h4 h5 h6 ul ol li a b strong i em blockquote table caption thead tbody tr th td br hr sup sub span"
    " dl dt dd code".split()
)
ATTRIBUTES = {
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "*": {"lang", "dir"},
}
HREF = re.compile(r'(<a\b[^>]*?\shref=")([^"]*)"')
HEADING = re.compile(r"<(/?)h([1-6])\b")
WHITE = re.compile(r"\s+")
LAYOUT = re.compile(r"[ \t\r\n]+")  # no other spaces: French needs its own before a question mark
BLOCKS = "p|h[1-6]|[uod]l|li|d[td]|div|section|main|table|caption|thead|tbody|tr|t[hd]|blockquote|fig(?:ure|caption)"
EDGES = re.compile(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?")


def clean_html(fragment: str, address: str, top: int = 2) -> SafeString:
    """Rich text with nothing in it that a package cannot hold; links that were relative to `address` are whole, and
    headings begin at level `top`."""
    kept = nh3.clean(fragment, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "http", "mailto"}, link_rel=None)
    whole = HREF.sub(lambda found: f'{found[1]}{urljoin(address, found[2])}"', kept)
    return mark_safe(normalize_headings(whole, top))  # noqa: S308  # just cleaned


def normalize_headings(fragment: str, top: int) -> str:
    """Its headings begin at level `top` and skip none, whatever the editor chose."""
    given: list[int] = []

    def level(match: re.Match[str]) -> str:
        if not match[1]:
            while given and given[-1] >= int(match[2]):
                given.pop()
            given.append(int(match[2]))
        return f"<{match[1]}h{min(top + len(given) - 1, 6)}"

    return HEADING.sub(level, fragment)


def parse_fragment(fragment: str) -> Any:
    """The fragment's elements below one `div`."""
    return html.fragment_fromstring(fragment, create_parent="div")


def format_xhtml(fragment: str) -> str:
    """The same as well-formed XML, without the `div`."""
    root = parse_fragment(fragment)
    return escaped(root.text) + "".join(etree.tostring(child, encoding="unicode", method="xml") for child in root)


def escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def extract_text(fragment: str) -> str:
    """Only the words, on one line."""
    text = str(parse_fragment(fragment).text_content()) if fragment.strip() else ""
    return WHITE.sub(" ", text).strip()


def collapse_whitespace(markup: str) -> str:
    """Without the white space of templates, which some readers show."""
    return EDGES.sub(r"\1", LAYOUT.sub(" ", markup)).strip()


def write_data_address(media_type: str, content: bytes) -> str:
    """An address that holds what it leads to, for pages opened as files: browsers refuse them any other track."""
    return f"data:{media_type};base64,{b64encode(content).decode()}"
