"""One provision on paper, with every question that rests on it."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.domain.kinds import PrintoutKind, primary_key
from exports.printouts import Printout
from toolkit.models import ChecklistPage, Provision, SearchEntry
from toolkit.presenters.law import build_provision_context
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.scripts import format_day, get_script
from toolkit.printouts.sources import PRIMARY_KEY, get_site_address


def build_public_provision(subject: str, options: Mapping[str, str]) -> Printout:
    """The published provision with this primary key, in its own language. Raises LookupError where there is none."""
    rows = Provision.objects.published().select_related("instrument", "locale")
    provision = rows.filter(pk=subject).first() if PRIMARY_KEY.fullmatch(subject) else None
    if provision is None or provision.has_ended:
        raise LookupError("There is no such provision, or it is not published.")
    return build_provision_printout(provision, options)


def provisions_under(checklist: ChecklistPage) -> Iterator[str]:
    """Primary keys of the provisions that a checklist's questions rest on: its questions stand in their files."""
    rows = Provision.objects.filter(carried__page=checklist.pk, carried__kind=SearchEntry.Kind.ITEM).distinct()
    yield from map(str, rows.values_list("pk", flat=True))


PROVISION = PrintoutKind(
    kind="toolkit.provision",
    make=build_public_provision,
    shows={Provision: primary_key, ChecklistPage: provisions_under},
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
