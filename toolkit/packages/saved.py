"""The public toolkit of one language for a phone: its pages as a stranger gets them, in files that a phone can check.

A page is asked for as any reader asks, through every middleware, so that its bytes are those that the portal sends:
a phone compares them with what comes over the line later.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import Model
from django.http import HttpResponse
from django.utils.cache import has_vary_header
from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PackageKind, SubjectsOf
from exports.domain.packages import Package
from toolkit.domain.saved import (
    COMPANION,
    EVERYTHING,
    HOME,
    POLICIES,
    SavedEdition,
    describe_edition,
    find_named_addresses,
    find_static_files,
    pack_pages,
)
from toolkit.models import Instrument, PortalPage, Provision, Term, TreatyStanding
from toolkit.packages.payloads import list_languages, write_payload
from toolkit.selectors.saved import list_saved_addresses, list_saved_sets

MOST_BYTES = 40 * 1024 * 1024  # of all pages of a language; an edition beyond it is not made
GONE = {301, 302, 404, 410}
LINKED = ("law", "glossary")  # what goes along with a tool that names it


class NotForPhonesError(Exception):
    """An edition was not made: a page is broken or somebody's, or all are too large. Says which page, no word of it."""


SHOWN: Mapping[type[Model], SubjectsOf] = dict.fromkeys(
    [PortalPage, Instrument, Provision, TreatyStanding, Term], list_languages
)
BUNDLE = PackageKind(kind="toolkit.saved", pack=write_payload, shows=SHOWN)
LIST = PackageKind(kind="toolkit.saved_list", pack=write_payload, shows=SHOWN)
PACKAGES = [BUNDLE, LIST]  # for settings.FILE_KINDS


def render_edition(language: str) -> SavedEdition:
    """Raises NotForPhonesError where a page cannot be rendered, or is not for everybody."""
    pages: dict[str, bytes] = {}
    policies: dict[str, str] = {}
    for path in list_saved_addresses(language):
        response = ask_as_stranger(path, language)
        if response.status_code in GONE:
            continue
        check_answer(path, response)
        pages[path] = response.content
        policies = {name: response.headers[name] for name in POLICIES if name in response.headers}
        if sum(map(len, pages.values())) > MOST_BYTES:
            raise NotForPhonesError("too much")
    if f"/{language}/{HOME}" not in pages:
        raise NotForPhonesError(f"nothing in {language}")
    files = {address: read_static(address) for page in pages.values() for address in find_static_files(page)}
    return SavedEdition(
        language=language,
        pages=pages,
        files=dict(sorted(files.items())),
        policies=policies,
        sets=complete_sets(language, pages),
    )


def ask_as_stranger(path: str, language: str) -> HttpResponse:
    """The portal's answer to somebody of whom it knows nothing, under its own name."""
    home, codes = urlsplit(settings.BASE_URL), [code for code, _name in settings.LANGUAGES]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_PROTOCOL": "HTTP/1.1",
        # Nobody has these addresses (RFC 5737): limits of strangers are not used up, nor those of another language.
        "REMOTE_ADDR": f"192.0.2.{codes.index(language)}",
        "SERVER_NAME": home.hostname,
        "SERVER_PORT": str(home.port or (443 if home.scheme == "https" else 80)),
        "HTTP_HOST": home.netloc,
        "wsgi.url_scheme": home.scheme,
        "wsgi.input": BytesIO(),
    }
    if settings.SECURE_PROXY_SSL_HEADER:
        name, https = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = https if home.scheme == "https" else "http"
    with override(language):  # the request leaves its own language behind
        return cast(HttpResponse, load_portal().get_response(WSGIRequest(environ)))


@lru_cache(maxsize=1)
def load_portal() -> BaseHandler:
    portal = BaseHandler()
    portal.load_middleware()
    return portal


def check_answer(path: str, response: HttpResponse) -> None:
    """Raises NotForPhonesError for what is no whole page, or may be somebody's."""
    kept = response.headers.get("Cache-Control", "")
    personal = response.cookies or has_vary_header(response, "Cookie") or "no-store" in kept or "private" in kept
    page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
    if response.status_code != 200 or personal or not page or response.has_header("Content-Encoding"):
        raise NotForPhonesError(f"{path}: {response.status_code}")


def read_static(address: str) -> bytes:
    """A static file by its address in a page. Raises NotForPhonesError where a page names one that is not there."""
    name = unquote(address.removeprefix(settings.STATIC_URL))
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    found = finders.find(name)  # where nothing was collected
    if not isinstance(found, str):
        raise NotForPhonesError(address)
    with open(found, "rb") as file:
        return file.read()


def complete_sets(language: str, pages: dict[str, bytes]) -> dict[str, list[str]]:
    """All pages; the kit by itself; and each tool with its checklists, the law and the words that these link to. The
    page Saved is in each."""
    sets = {EVERYTHING: list(pages)}
    for name, paths in list_saved_sets(language).items():
        own = [path for path in paths if path in pages]
        if own:
            rests = own if name != COMPANION else []
            named = dict.fromkeys(address for path in rests for address in find_entries(language, pages[path]))
            sets[name] = [f"/{language}/{HOME}", *own, *(path for path in named if path in pages)]
    return sets


def find_entries(language: str, page: bytes) -> Iterator[str]:
    """Of the library, without its lists."""
    for address in find_named_addresses(page):
        parts = address.split("/")
        if len(parts) > 4 and parts[1] == language and parts[2] in LINKED:
            yield address


def build_bundles(edition: SavedEdition) -> dict[str, Package]:
    """A file for each set, by its name. The same pages give the same file under the same address."""
    return {
        name: build_file(BUNDLE, edition.language, pack_pages({path: edition.pages[path] for path in paths}), "gz")
        for name, paths in edition.sets.items()
    }


def build_list(edition: SavedEdition, bundles: dict[str, dict[str, Any]]) -> Package:
    return build_file(LIST, edition.language, describe_edition(edition, bundles), "json")


def build_file(kind: PackageKind, language: str, payload: bytes, ending: str) -> Package:
    with override(language):
        title = _("Saved on this phone")
    return Package(
        kind=kind.kind,
        subject=language,
        title=title,
        language=language,
        filename=f"saved-{language}.{ending}",
        media_type="application/gzip" if ending == "gz" else "application/octet-stream",
        payload=payload,
        version="1",
        seconds=settings.LARGE_SECONDS + 1,  # in the queue of large files: nobody waits for it
    )
