"""What follows from a publication: a version, what the catalogue shows, the rows of the search."""

import json
import re
from collections.abc import Callable, Iterable, Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.translation import override
from wagtail.models import ReferenceIndex

from exports.actions import render_files_ahead, withdraw_public_files
from modules.domain.outlines import Outline
from modules.models import Module, Version, Video
from modules.presenters.outline_writer import OutlineWriter, build_outline
from toolkit.domain.entry_links import find_linked
from toolkit.models import Provision, SearchEntry
from toolkit.presenters.glossary_links import TermLinker
from toolkit.selectors.searching import index_rows


@transaction.atomic
def process_module_publication(module: Module) -> None:
    """Numbers this publication and works out what depends on it."""
    record_publication(module)
    writer = OutlineWriter(module, for_lecturers=False)
    outline = writer.outline()
    store_derived_fields(module, outline, writer.kept_citations())
    index_module(module, outline)
    render_files_ahead(module)
    refresh_all(followers(module))


def process_module_unpublication(module: Module) -> None:
    """After it was unpublished. Adaptations in its language follow the original in another one then."""
    withdraw_module(module)
    refresh_all(adaptations_of(module).filter(locale_id=module.locale_id))


def withdraw_module(module: Module) -> None:
    """What is not there any more is not found, and its public files are gone; private ones end within the hour."""
    remove_from_search(module)
    withdraw_public_files([module])


def adaptations_of(module: Module) -> models.QuerySet[Module]:
    """Those of this module in whatever language: an adaptation may name its parent in another one than it follows."""
    rows = Module.objects.published().filter(parent__translation_key=module.translation_key)
    return rows.select_related("locale", "parent__locale")


def followers(module: Module) -> list[Module]:
    """The published adaptations that show this very row's parts: of its own language, and of those that lack it."""
    return [row for row in adaptations_of(module) if (parent := row.parent_now()) and parent.pk == module.pk]


def refresh_all(rows: Iterable[Module]) -> None:
    for row in rows:
        refresh(row)


@transaction.atomic
def refresh_modules_showing(video: Video) -> None:
    """After readers may watch it or no longer may, or its words changed: modules are found by what they show now, and
    public files that hold the video as it was are gone. A deleted one still has its primary key here."""
    named = ReferenceIndex.get_references_to(video).filter(base_content_type=ContentType.objects.get_for_model(Module))
    rows = Module.objects.published().filter(pk__in=set(named.values_list("object_id", flat=True)))
    for row in rows.select_related("locale", "parent__locale"):
        refresh(row)
        withdraw_public_files(shown_with(row))


def shown_with(module: Module) -> Iterator[Module]:
    """The module itself, its adaptations, and theirs."""
    yield module
    for row in followers(module):
        yield from shown_with(row)


def record_publication(module: Module) -> None:
    """Two at once get two numbers: the module's row is locked first. The number on the module is a copy."""
    stored = Module.objects.select_for_update().only("version", "live_revision").get(pk=module.pk)
    last = Version.objects.filter(module=stored).first()
    module.version = (last.number if last else stored.version) + 1
    Version.objects.create(module=stored, number=module.version, revision_id=stored.live_revision_id)
    Module.objects.filter(pk=module.pk).update(version=module.version)


def refresh(module: Module) -> None:
    """What an adaptation shows after its parent changed; its own version stays."""
    writer = OutlineWriter(module, for_lecturers=False)
    outline = writer.outline()
    store_derived_fields(module, outline, writer.kept_citations())
    index_module(module, outline)
    refresh_all(followers(module))


def store_derived_fields(module: Module, outline: Outline, citations: dict[str, str]) -> None:
    derived = {
        "exercise_count": len(outline.exercises),
        "has_video": bool(outline.films),
        "has_assessment": bool(outline.questions),
        "citations": citations,
    }
    Module.objects.filter(pk=module.pk).update(**derived)
    for name, value in derived.items():
        setattr(module, name, value)


def index_module(module: Module, outline: Outline) -> None:
    """Rewrites the search row of one module; one that nobody may see has none."""
    remove_from_search(module)
    if not module.live:
        return
    with override(outline.language):
        row = SearchEntry.objects.create(
            kind=SearchEntry.Kind.MODULE,
            language=outline.language,
            path=path_of(module),
            place=str(SearchEntry.Kind.MODULE.label),
            title=outline.title,
            text=text_of(outline),
            on_tip=outline.crime in ("tip", "both"),
            on_som=outline.crime in ("som", "both"),
        )
    row.mentions.set(TermLinker.for_language(outline.language).mentioned_in(f"{row.title} {row.text}"))
    cited = Q(key__in=[source.key for source in outline.sources])
    linked = Q(pk__in=find_linked(json.dumps([module.resolved_parts(), module.introduction], default=str), "provision"))
    row.rests_on.set(Provision.objects.published().filter(cited | linked))
    index_rows([row])


def remove_from_search(module: Module) -> None:
    """Takes a module that is no longer published out of the search."""
    SearchEntry.objects.filter(
        kind=SearchEntry.Kind.MODULE, language=module.locale.language_code, path=path_of(module)
    ).delete()


def path_of(module: Module) -> str:
    """Its address without the language."""
    return f"modules/{module.slug}/"


def text_of(outline: Outline) -> str:
    """The module's words as plain text, lead first. No question and nothing that only lecturers see."""
    parts: list[str] = [outline.summary, outline.reader, outline.introduction]
    parts += [outcome.text for outcome in outline.outcomes]
    for issue in outline.issues:
        parts += [issue.title, issue.summary, issue.html]
    parts += [f"{exercise.title}. {exercise.purpose}" for exercise in outline.exercises]
    parts += [f"{case.title}. {case.html}" for case in outline.cases]
    parts += [f"{film.title}. {film.summary}" for film in outline.films]
    parts += [f"{guide.title}. {guide.html}" for guide in outline.guidance]
    plain = (strip_tags(str(part).replace("</", " </")).strip() for part in parts)
    return re.sub(r"\s+", " ", " ".join(filter(None, plain)))


def index_all_modules(step: Callable[[], object] = bool) -> int:
    """Writes every module's search row anew, each in a transaction of its own; returns how many there are. `step` is
    called after each."""
    for pk in list(Module.objects.published().values_list("pk", flat=True)):
        reindex(pk)
        step()
    shown = Module.objects.published().values_list("locale__language_code", "slug")
    paths = {(language, f"modules/{slug}/") for language, slug in shown}
    rows = SearchEntry.objects.outdated().filter(kind=SearchEntry.Kind.MODULE)
    for row in rows:
        if (row.language, row.path) not in paths:
            row.delete()
    return len(paths)


@transaction.atomic
def reindex(pk: int) -> None:
    """A module as it is now: it may have been changed, or withdrawn, since somebody made the list."""
    locked = Module.objects.published().select_for_update(of=("self",)).filter(pk=pk)
    module = locked.select_related("locale", "parent__locale").first()
    if module is not None:
        index_module(module, build_outline(module))
