"""The companion as one HTML file: paths, words to say, signs. It opens from a phone's own memory, so style and script
stand in it, a policy allows these two and nothing else, and nothing is fetched or kept.
"""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from exports.domain.kinds import PackageKind
from exports.domain.packages import Package
from toolkit.domain.digits import write_page_digits
from toolkit.models import PortalPage
from toolkit.packages.payloads import list_languages, write_payload
from toolkit.presenters.companion import build_companion
from toolkit.templatetags.portal import html_lang

COMPANION_FILE = PackageKind(
    kind="toolkit.companion",
    pack=write_payload,
    shows={PortalPage: list_languages},  # also where a path goes on is named in it
)
PACKAGES = [COMPANION_FILE]  # for settings.FILE_KINDS
SHEETS = ("tokens", "kit", "companion")
SCRIPTS = ("kit", "companion")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Every <section> of signs holds no other.
SIGNS_LEAF = re.compile(rb'<section class="leaf" id="s\d+".*?</section>', re.DOTALL)
MOST_BYTES = 200_000  # what readers are promised: templates/toolkit/saved.html
LINK_BYTES = 500  # more than it takes to name a list that is left out
WHITE = re.compile(r"[ \t\r\n]+")  # no other spaces: French needs its own before a question mark

BLOCKS = "p|section|article|div|nav|header|main|footer|h[1-3]|ul|li|dl|dt|dd|details|summary|meta|head|body"
AROUND_BLOCKS = re.compile(rf" ?(</?(?:{BLOCKS})(?: [^>]*?)?) ?> ?")


def build_companion_file(language: str) -> Package:
    """The file of a language. Raises LookupError where no path is published."""
    with override(language):
        context = build_companion(language)
        html = write_companion(context)
        if (excess := len(html) - MOST_BYTES) > 0:
            html = write_companion(build_companion(language, count_fitting_signs(html, excess)))
    return Package(
        kind=COMPANION_FILE.kind,
        subject=language,
        title=str(context["title"])[:255],
        language=language,
        filename=f"{context['path']['page'].slug[:60]}-{language}.html",
        media_type="text/html; charset=utf-8",
        payload=html,
        version="1",
    )


def write_companion(context: dict[str, Any]) -> bytes:
    """In the active language. What is no link inside the file leads to the portal."""
    style, script, site = read_style(), read_script(), str(settings.BASE_URL).rstrip("/")
    policy = (
        f"default-src 'none'; style-src {hash_source(style)}; script-src {hash_source(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    page: str = render_to_string("toolkit/packages/companion.html", {**context, "policy": policy, "site": site})
    language = get_language() or settings.LANGUAGE_CODE
    page = write_page_digits(page, language, frozenset({language, html_lang(language)}))
    html = AROUND_BLOCKS.sub(r"\1>", WHITE.sub(" ", page)).strip().replace('href="/', f'href="{site}/')
    for name, content in (("style", style), ("script", script)):
        html = html.replace(f"<{name}> /*{name}*/ </{name}>", f"<{name}>{content}</{name}>", 1)
    return html.encode()


def count_fitting_signs(html: bytes, excess: int) -> int:
    """How many lists of signs stay where a file is too large: Bengali takes three bytes for a letter, and the path and
    the words come first. The last ones are named with the address of their page."""
    leaves = [len(leaf) for leaf in SIGNS_LEAF.findall(html)]
    while excess > 0 and leaves:
        excess += LINK_BYTES - leaves.pop()
    return len(leaves)


def hash_source(text: str) -> str:
    """As a policy names it."""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def read_style() -> str:
    """The sheets of the companion as one, and a rule that shows the sentences of each language that is chosen."""
    sheets = [read_static(f"css/{name}.css") for name in SHEETS]
    chosen = [
        f'body:has(#say-{code}:checked) [data-say="{code}"]{{display:block}}' for code, _name in settings.LANGUAGES
    ]
    return WHITE.sub(" ", COMMENT.sub("", "".join([*sheets, *chosen])))


@cache
def read_script() -> str:
    """The steps of a path as its page walks them, and its sentences; no module, which a browser refuses to a file."""
    return "".join(read_static(f"js/{name}.js") for name in SCRIPTS)


def read_static(name: str) -> str:
    return Path(settings.BASE_DIR, "static", name).read_text()
