"""Which packages there are, for whom, and how one is asked for."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from exports.domain.packages import Package
from modules.domain.outlines import Outline
from modules.packages.payloads import to_payload
from toolkit.printouts.scripts import script_of

LONGEST_SLUG = 60


@dataclass(frozen=True)
class Shelf:
    """A kind of package. `name` and `purpose` are for a lecturer who knows her system, not its formats."""

    code: str
    name: str | Promise
    purpose: str | Promise
    ending: str
    media_type: str

    @property
    def kind(self) -> str:
        return f"modules.{self.code}"


SHELVES = {
    shelf.code: shelf
    for shelf in [
        Shelf(
            "cartridge",
            gettext_lazy("Common Cartridge"),
            gettext_lazy("For Canvas, Blackboard, Brightspace and Sakai: imports as a course."),
            "imscc",
            "application/vnd.ims.imsccv1p3",
        ),
        Shelf(
            "cartridge11",
            gettext_lazy("Common Cartridge 1.1"),
            gettext_lazy("For Moodle and older systems: imports as a course."),
            "imscc",
            "application/vnd.ims.imsccv1p1",
        ),
        Shelf(
            "scorm",
            gettext_lazy("SCORM 1.2"),
            gettext_lazy("For any learning system: one unit that knows who has read it."),
            "zip",
            "application/zip",
        ),
        Shelf(
            "epub",
            gettext_lazy("E-book"),
            gettext_lazy("A book for telephones and readers, without a connection."),
            "epub",
            "application/epub+zip",
        ),
        Shelf(
            "document",
            gettext_lazy("Word document"),
            gettext_lazy("To edit, cut and add to."),
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        Shelf(
            "site",
            gettext_lazy("Web pages"),
            gettext_lazy("Unpack them on a USB stick and open index.html: no connection is needed."),
            "zip",
            "application/zip",
        ),
        Shelf(
            "moodle",
            gettext_lazy("Moodle questions"),
            gettext_lazy("The questions alone, for Moodle’s question bank."),
            "xml",
            "application/xml",
        ),
        Shelf(
            "qti",
            gettext_lazy("QTI questions"),
            gettext_lazy("The questions alone, for other systems’ question banks (QTI 1.2)."),
            "zip",
            "application/zip",
        ),
    ]
}
QUESTION_BANKS = {"moodle", "qti"}
LIBRARIES = ("django", "lxml", "nh3", "python-docx")
PRINTED = ("presenters/leaves", "domain/markup", "domain/citing", "models/facets")


def shelves_for(outline: Outline) -> list[Shelf]:
    """What there is of this module: no question bank where there is no question."""
    return [shelf for code, shelf in SHELVES.items() if outline.questions or code not in QUESTION_BANKS]


def package(outline: Outline, shelf: Shelf) -> Package:
    """The package of this outline. One for lecturers is private to whoever asks."""
    with override(outline.language):
        note = _("Version %(number)s") % {"number": script_of(outline.language).number(outline.version)}
    return Package(
        kind=shelf.kind,
        subject=f"{outline.key} {outline.language}",
        title=outline.title[:255],
        language=outline.language,
        filename=filename(outline, shelf),
        media_type=shelf.media_type,
        payload=to_payload(outline),
        version=fingerprint(),
        options={"for": "lecturers" if outline.for_lecturers else "all"},
        private=outline.for_lecturers,
        page_url=outline.url,
        version_note=note,
    )


def filename(outline: Outline, shelf: Shelf) -> str:
    """Letters that every disk and system takes: rights-and-gender-prs-v3-scorm.zip."""
    stem = slugify(outline.slug)[:LONGEST_SLUG].strip("-") or "module"
    state = "draft" if outline.draft else f"v{outline.version}"
    whom = "-lecturers" if outline.for_lecturers else ""
    return f"{stem}-{outline.language}-{state}-{shelf.code}{whom}.{shelf.ending}"


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Names what packs: our files, what they print and their translations, the libraries that write."""
    whole = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for path in sorted(sources()):
        whole.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def sources() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    yield from (root / "modules/packages").rglob("*.py")
    yield from (root / "templates/modules/packages").iterdir()
    yield from [root / f"modules/{name}.py" for name in PRINTED]
    yield from [root / "static/css/package.css", root / "static/js/scorm.js", root / "modules/templatetags/packages.py"]
    yield from root.glob("locale/*/LC_MESSAGES/django.po")
