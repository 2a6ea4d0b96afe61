"""One tool on paper, followed by its checklists."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from exports.printouts import Printout
from toolkit.models import ToolPage
from toolkit.printouts.bodies import Bodies
from toolkit.printouts.press import Paper, stem
from toolkit.printouts.questions import sheets
from toolkit.printouts.scripts import script_of
from toolkit.printouts.sources import address, checklists_of, editions, public_page, version_note


def tool(subject: str, options: Mapping[str, str]) -> Printout:
    """The tool with this primary key. Raises LookupError where no public tool has it."""
    page = public_page(ToolPage, subject)
    language = page.locale.language_code
    pages = checklists_of([page], language)
    known = editions([page, *pages.get(page.translation_key, [])])
    with override(language):
        own = sheets(pages.get(page.translation_key, []), known, fillable=options["form"] == "fillable")
        bodies = Bodies([page], language)
        edition = known[page.pk]
        return Paper(
            kind="toolkit.tool",
            subject=str(page.pk),
            language=language,
            options=options,
            template="pdf/tool.html",
            title=_("Tool %(number)s: %(title)s")
            % {"number": script_of(language).number(page.number), "title": page.title},
            summary=page.search_description or page.summary,
            stem=stem(page.slug, "tool", language, f"v{edition.number}"),
            page_url=address(page, language),
            note=version_note(edition, language),
            edition_date=edition.published,
            context={"page": page, "body": bodies.html(page, "t"), "sheets": own, "level": 3},
            manifest={
                "page": {"slug": page.slug, "title": page.title, "key": str(page.translation_key),
                         "version": edition.number, "revision": edition.revision},
                "checklists": [sheet.manifest() for sheet in own],
            },
            fillable=any(sheet.fillable for sheet in own),
            assets=bodies.assets,
        ).printout()
