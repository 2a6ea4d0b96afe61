"""The slides of a class that a lecturer built, to edit: a slide for each line of her plan, what to say in its notes."""

from dataclasses import replace
from importlib.metadata import version

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PackageKind
from exports.domain.packages import Package
from modules.domain.outlines import ClassPlan, Outline
from modules.domain.subjects import module_in_language, subject_of
from modules.models import Module
from modules.packages.formats import LONGEST_SLUG
from modules.packages.payloads import serialize_outline
from modules.packages.slides import SLIDES_TYPE, pack_slides
from modules.presenters.class_pack import make_class_slides
from toolkit.printouts.scripts import get_script


def build_class_slides(outline: Outline, plan: ClassPlan) -> Package:
    """Nothing of it says who planned it: the same plan is one file for everybody. Of a draft it is private to who
    asks: who calls this answers for that the asker is a lecturer."""
    deck = make_class_slides(outline, plan)
    # The rest of the module is in no slide, and would only make the waiting file larger.
    alone = replace(outline, slides=(deck,), issues=(), exercises=(), cases=(), films=(), questions=(), guidance=())
    state = "draft" if outline.draft else f"v{outline.version}"
    with override(outline.language):
        note = _("Version %(number)s") % {"number": get_script(outline.language).number(outline.version)}
    return Package(
        kind=KIND.kind,
        subject=subject_of(outline.key, outline.language),
        title=outline.title[:255],
        language=outline.language,
        filename=f"{outline.slug[:LONGEST_SLUG].strip('-')}-class-slides-{outline.language}-{state}.pptx",
        media_type=SLIDES_TYPE,
        payload=serialize_outline(alone),
        version=f"1 {version('python-pptx')}",
        private=outline.for_lecturers or outline.draft,
        page_url=outline.url,
        version_note=note,
    )


KIND = PackageKind(kind="modules.class_slides", pack=pack_slides, shows={Module: module_in_language})
PACKAGES = [KIND]  # for settings.FILE_KINDS
