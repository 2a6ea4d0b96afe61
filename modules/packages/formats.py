"""Which packages there are, for whom, and how one is asked for."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from exports.domain.kinds import PackageKind, SubjectsOf
from exports.domain.packages import Package
from modules.domain.outlines import Outline
from modules.domain.subjects import module_in_language, subject_of
from modules.models import Module
from modules.packages.cartridge import pack_cartridge, pack_cartridge11
from modules.packages.documents import pack_document
from modules.packages.epub import pack_epub
from modules.packages.moodle import pack_moodle
from modules.packages.payloads import serialize_outline
from modules.packages.qti import pack_qti
from modules.packages.scorm import pack_scorm
from modules.packages.site import pack_site
from modules.packages.slides import SLIDES_TYPE, pack_slides
from modules.selectors.naming import subjects_naming
from toolkit.models import Instrument, Provision
from toolkit.printouts.scripts import get_script

LONGEST_SLUG = 60
QUESTIONS = ("questions", "practice")


@dataclass(frozen=True, kw_only=True)
class PackageFormat(PackageKind):
    """A format that a module can be taken away in.

    `name` and `purpose` are for a lecturer who knows her system, not its formats. `made_of`: parts of an outline; where
    it has none of them, there is no such package.
    """

    name: str | Promise
    purpose: str | Promise
    ending: str
    media_type: str
    made_of: tuple[str, ...] = ()
    shows: Mapping[type[Model], SubjectsOf] = field(
        default_factory=lambda: {
            Module: module_in_language,
            Provision: subjects_naming,
            Instrument: subjects_naming,
        }
    )

    @property
    def code(self) -> str:
        """Its name in addresses and in names of files."""
        return self.kind.partition(".")[2]


PACKAGES = [  # for settings.FILE_KINDS
    PackageFormat(
        kind="modules.cartridge",
        pack=pack_cartridge,
        name=gettext_lazy("Common Cartridge"),
        purpose=gettext_lazy("For Canvas, Blackboard, Brightspace and Sakai: imports as a course."),
        ending="imscc",
        media_type="application/vnd.ims.imsccv1p3",
    ),
    PackageFormat(
        kind="modules.cartridge11",
        pack=pack_cartridge11,
        name=gettext_lazy("Common Cartridge 1.1"),
        purpose=gettext_lazy("For Moodle and older systems: imports as a course."),
        ending="imscc",
        media_type="application/vnd.ims.imsccv1p1",
    ),
    PackageFormat(
        kind="modules.scorm",
        pack=pack_scorm,
        name=gettext_lazy("SCORM 1.2"),
        purpose=gettext_lazy("For any learning system: one unit that knows who has read it."),
        ending="zip",
        media_type="application/zip",
    ),
    PackageFormat(
        kind="modules.epub",
        pack=pack_epub,
        name=gettext_lazy("E-book"),
        purpose=gettext_lazy("A book for telephones and readers, without a connection."),
        ending="epub",
        media_type="application/epub+zip",
    ),
    PackageFormat(
        kind="modules.document",
        pack=pack_document,
        name=gettext_lazy("Word document"),
        purpose=gettext_lazy("To edit, cut and add to."),
        ending="docx",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    PackageFormat(
        kind="modules.slides",
        pack=pack_slides,
        name=gettext_lazy("Slides"),
        purpose=gettext_lazy("To edit, cut and add to."),
        ending="pptx",
        media_type=SLIDES_TYPE,
        made_of=("slides",),
    ),
    PackageFormat(
        kind="modules.site",
        pack=pack_site,
        name=gettext_lazy("Web pages"),
        purpose=gettext_lazy("Unpack them on a USB stick and open index.html: no connection is needed."),
        ending="zip",
        media_type="application/zip",
    ),
    PackageFormat(
        kind="modules.moodle",
        pack=pack_moodle,
        name=gettext_lazy("Moodle questions"),
        purpose=gettext_lazy("The questions alone, for Moodle’s question bank."),
        ending="xml",
        media_type="application/xml",
        made_of=QUESTIONS,
    ),
    PackageFormat(
        kind="modules.qti",
        pack=pack_qti,
        name=gettext_lazy("QTI questions"),
        purpose=gettext_lazy("The questions alone, for other systems’ question banks (QTI 1.2)."),
        ending="zip",
        media_type="application/zip",
        made_of=QUESTIONS,
    ),
]
PACKAGE_FORMATS = {row.code: row for row in PACKAGES}
LIBRARIES = ("django", "lxml", "nh3", "python-docx", "python-pptx")
PRINTED = (
    "modules/presenters/package_pages",
    "modules/domain/citing",
    "modules/models/facets",
    "toolkit/domain/markup",
)


def list_package_formats(outline: Outline) -> list[PackageFormat]:
    """What there is of this module: no question bank where there is no question, no slides where there is none."""
    return [row for row in PACKAGES if not row.made_of or any(getattr(outline, part) for part in row.made_of)]


def build_package(outline: Outline, shelf: PackageFormat) -> Package:
    """The package of this outline. One for lecturers is private to whoever asks."""
    with override(outline.language):
        note = _("Version %(number)s") % {"number": get_script(outline.language).number(outline.version)}
    return Package(
        kind=shelf.kind,
        subject=subject_of(outline.key, outline.language),
        title=outline.title[:255],
        language=outline.language,
        filename=filename(outline, shelf),
        media_type=shelf.media_type,
        payload=serialize_outline(outline),
        version=fingerprint(),
        options={"for": "lecturers" if outline.for_lecturers else "all"},
        private=outline.for_lecturers,
        page_url=outline.url,
        version_note=note,
    )


def filename(outline: Outline, shelf: PackageFormat) -> str:
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
    for folder in ("modules/packages", "toolkit/packages"):
        yield from (root / folder).rglob("*.py")
    yield from (root / "templates/modules/packages").iterdir()
    yield root / "templates/toolkit/packages/package.opf"
    yield from [root / f"{name}.py" for name in PRINTED]
    yield from [root / "static/css/package.css", root / "static/js/scorm.js", root / "modules/templatetags/packages.py"]
    yield from root.glob("locale/*/LC_MESSAGES/django.po")
