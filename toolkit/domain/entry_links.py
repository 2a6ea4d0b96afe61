"""Links in running text to law and words: `<a linktype="provision" id="12">`, or "term". They name a row, and get its
address when they are shown."""

import re
from collections.abc import Mapping
from html import escape

LINK = re.compile(r'<a\b[^>]*?\blinktype="(provision|term)"[^>]*>')
ID = re.compile(r'(?<![\w-])id="(\d{1,18})"')


def find_linked(text: str, kind: str) -> set[int]:
    """Primary keys of what a text links to. The text may be a part of JSON."""
    links = LINK.finditer(text.replace('\\"', '"'))
    return {int(pk[1]) for link in links if link[1] == kind and (pk := ID.search(link[0]))}


def write_addresses(html: str, kind: str, addresses: Mapping[int, str]) -> str:
    """`html` with the links of one kind leading somewhere; one without an address leaves its words."""

    def write(link: re.Match[str]) -> str:
        if link[1] != kind:
            return link[0]
        pk = ID.search(link[0])
        address = addresses.get(int(pk[1])) if pk else None
        return f'<a href="{escape(address)}">' if address else "<a>"

    return LINK.sub(write, html)
