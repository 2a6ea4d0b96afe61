"""One provision on paper, with every question that rests on it."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PrintoutKind
from exports.printouts import Printout
from toolkit.models import ChecklistPage, Instrument, Provision, TreatyStanding
from toolkit.presenters.law import build_provision_context
from toolkit.presenters.translation_marks import find_translation_mark
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.scripts import format_day, get_script
from toolkit.printouts.sources import PRIMARY_KEY, get_site_address
from toolkit.selectors.law import find_wholes
from toolkit.selectors.neighbours import read_block_ids


def build_public_provision(subject: str, options: Mapping[str, str]) -> Printout:
    """The published provision with this primary key, in its own language. Raises LookupError where there is none."""
    rows = Provision.objects.published().select_related("instrument", "locale")
    provision = rows.filter(pk=subject).first() if PRIMARY_KEY.fullmatch(subject) else None
    if provision is None or provision.has_ended:
        raise LookupError("There is no such provision, or it is not published.")
    return build_provision_printout(provision, options)


def provisions_under(checklist: ChecklistPage) -> Iterator[str]:
    """Primary keys of the provisions in whose files a checklist's questions stand. Read from its own blocks: the
    search has forgotten it by the time when its files are withdrawn."""
    items = (item for section in checklist.sections.raw_data for item in section["value"].get("items", []))
    yield from provisions_printing(pk for item in items for pk in read_block_ids(item, "provisions"))


def provisions_printing(provisions: Iterable[int]) -> Iterator[str]:
    """Primary keys of the provisions whose files print what rests on one of these: it in every language, and what it is
    a part of."""
    keys = list(Provision.objects.filter(pk__in=set(provisions)).values_list("key", flat=True))
    rows = Provision.objects.filter(key__in={whole for key in keys for whole in find_wholes(key)})
    yield from map(str, rows.values_list("pk", flat=True))


def provisions_around(provision: Provision) -> Iterator[str]:
    return provisions_printing([provision.pk])


def provisions_of(instrument: Instrument) -> Iterator[str]:
    """In every language: a treaty's standings are printed with each of its rules."""
    rows = Provision.objects.filter(instrument__translation_key=instrument.translation_key)
    yield from map(str, rows.values_list("pk", flat=True))


def provisions_bound_by(standing: TreatyStanding) -> Iterator[str]:
    return provisions_of(standing.instrument)


PROVISION = PrintoutKind(
    kind="toolkit.provision",
    make=build_public_provision,
    shows={
        Provision: provisions_around,
        Instrument: provisions_of,
        TreatyStanding: provisions_bound_by,
        ChecklistPage: provisions_under,
    },
    file_name="{slug}-questions-{language}-{mark}",
)


def build_provision_printout(provision: Provision, options: Mapping[str, str]) -> Printout:
    language = provision.locale.language_code
    with override(language):
        shown = build_provision_context(provision)
        day = provision.updated_at.date()
        return PdfDocument(
            kind=PROVISION,
            subject=str(provision.pk),
            language=language,
            translation=find_translation_mark(provision),
            options=options,
            template="pdf/provision.html",
            title=provision.label,
            summary=provision.title,
            slug=provision.key,
            mark=day.isoformat(),
            page_url=f"{get_site_address()}{provision.get_absolute_url()}",
            note=_("As of %(date)s") % {"date": format_day(day, language)},
            edition_date=day,
            context={**shown, "count": get_script(language).number(len(shown["questions"]))},
            manifest={"kind": PROVISION.kind, "provision": provision.key},
        ).to_printout()
