"""Answers on paper: private to whoever asks, gone within the hour.

Nothing of them is in a file name, a queue or a log: the export's row holds the document until it is rendered.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.models import Answers, result_of
from exports.printouts import Printout
from toolkit.models import ChecklistPage
from toolkit.printouts import checklists
from toolkit.printouts.press import Paper, stem
from toolkit.printouts.scripts import day, script_of
from toolkit.printouts.sources import address, editions, version_note


def filled(page: ChecklistPage, answers: Answers, options: Mapping[str, str]) -> Printout:
    """The form with the answers in its fields, to go on with. Answers to questions that are gone stay outside: the
    JSON and the spreadsheet have them."""
    kept = {
        item: (answer.mark, {"n": answer.note, "e": answer.evidence, "p": answer.action})
        for item, answer in answers.answers.items()
    }
    form = {**options, "form": "fillable"}
    printout = checklists.printed(page, editions([page])[page.pk], form, kept)
    return replace(printout, kind="assessments.form", private=True, filename=f"my-{printout.filename}")


def answers(page: ChecklistPage, answers: Answers, options: Mapping[str, str]) -> Printout:
    """Answers, result and what they raise, as ordinary text; with the answers as data inside, to be read back."""
    language = page.locale.language_code
    edition = editions([page])[page.pk]
    with override(language):
        return replace(
            Paper(
                kind="assessments.answers",
                subject=str(page.pk),
                language=language,
                options={**options, "form": "paper"},
                template="pdf/answers.html",
                title=_("Answers: %(title)s") % {"title": page.title},
                summary=page.search_description or page.summary,
                stem=stem(page.slug, "answers", language, edition.mark),
                page_url=address(page, language),
                note=version_note(edition, language),
                edition_date=edition.published,
                context={
                    "page": page,
                    "result": result_of(page, answers),
                    "strangers": list(answers.strangers(page)),
                    "write": script_of(language).number,
                    "day": day(edition.published, language),
                },
                manifest={"answers": answers.to_data(), "checklists": [edition.manifest(page)]},
            ).printout(),
            private=True,
        )
