"""Every paper that the portal prints for everybody in a language."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from exports.domain.kinds import printout_kinds
from exports.pdf import Source, render_document
from exports.printouts import Printout, build_printout
from modules.models import Module
from toolkit import printouts
from toolkit.models import Provision

PAPER, FILLABLE = {"form": "paper", "size": "a4"}, {"form": "fillable", "size": "a4"}
# The law has hundreds of sheets of one form: these are its longest and its shortest.
SOME_LAW = ("tip-6", "som-16-3", "opg-g2")


class Wanted(NamedTuple):
    """A paper that has not been made yet; `make` raises LookupError where there is none."""

    name: str
    make: Callable[[], Printout]


def papers_of(language: str) -> Iterator[Wanted]:
    """Of the content that is there, in the order of the kinds."""
    for kind in printout_kinds():
        if kind.make and not kind.kind.startswith("tests."):
            for subject in subjects_of(kind, language):
                for options in (PAPER, FILLABLE) if kind.fillable else (PAPER,):
                    yield wanted(kind.kind, subject, options, language)


def wanted(kind: str, subject: str, options: dict[str, str], language: str) -> Wanted:
    return Wanted(f"{kind} {subject} {options['form']} {language}", lambda: build_printout(kind, subject, options))


def subjects_of(kind: Any, language: str) -> list[str]:
    if kind.kind == printouts.HANDBOOK.kind:
        return [language]
    [model, *_others] = kind.shows
    rows = model.objects.filter(locale__language_code=language)
    if model is Provision:
        rows = rows.filter(key__in=SOME_LAW)
    elif model is Module:
        rows = rows.filter(pk__in=Module.objects.published())
    else:
        rows = rows.live()
    return [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def to_bytes(printout: Printout) -> bytes:
    made = Source(
        printout.html, printout.manifest, printout.language, printout.fillable, printout.links, printout.assets
    )
    return render_document(made, seconds=300)
