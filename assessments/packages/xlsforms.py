"""A checklist as an XLSForm: one file in all its languages, for KoboToolbox, ODK and what else reads that standard
(xlsform.org). Its coherence rules ask their question on the telephone, without a connection."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from assessments.domain.xlsforms import CHECKLIST, VERSION, name_question
from assessments.packages.documents import UNDATED
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistItem, ChecklistPage, CoherenceRule

HEAD = ["type", "name", "relevant", "appearance", "calculation"]
NEVER = "false()"
ONLY_WHERE = {"note": ANSWERS.keys(), "evidence": ("yes", "partly"), "action": ("partly", "no")}

type Row = dict[str, str]
type Words = Callable[[ChecklistPage], str]  # in the language of one of the pages


def write_xlsform(pages: Sequence[ChecklistPage], rules: Sequence[CoherenceRule], version: int | None) -> bytes:
    """`pages` are one checklist in its languages, the first one the source of the others, `rules` those of all of them
    in their order; `version` is the source's. The same pages give the same bytes. What a translation lacks stands there
    in the words of the source."""
    import xlsxwriter

    stream = BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, safe) as book:
        book.set_properties({"created": UNDATED})
        titles = [f"{column}::{name_language(page)}" for column in ("label", "hint") for page in pages]
        fill(book.add_worksheet("survey"), [*HEAD, *titles], [*list_rows(pages, version), *list_rules(pages, rules)])
        choices = [{"list_name": "marks", "name": mark, **say(pages, "label", mark_words(mark))} for mark in ANSWERS]
        fill(book.add_worksheet("choices"), ["list_name", "name", *titles[: len(pages)]], choices)
        facts = {
            "form_title": pages[0].title,
            "form_id": f"rg-{pages[0].translation_key}",
            "version": str(version or 0),
            "default_language": name_language(pages[0]),
            "style": "pages",
        }
        fill(book.add_worksheet("settings"), list(facts), [facts])
    return stream.getvalue()


def fill(sheet: Any, head: Sequence[str], rows: Sequence[Row]) -> None:
    for number, row in enumerate([dict(zip(head, head, strict=True)), *rows]):
        for column, name in enumerate(head):
            sheet.write_string(number, column, row.get(name, ""))
    sheet.set_column(0, len(head), 30)


def list_rows(pages: Sequence[ChecklistPage], version: int | None) -> Iterator[Row]:
    source, items = pages[0], [{item.id: item for item in page.items()} for page in pages]
    for name, value in ((CHECKLIST, str(source.translation_key)), (VERSION, str(version or ""))):
        yield {"type": "calculate", "name": name, "calculation": f"'{value}'"}
    yield {"type": "note", "name": "before", **say(pages, "label", lambda page: warn())}
    titles = [{section.letter: section.title for section in page.lettered_sections()} for page in pages]
    for section in source.lettered_sections():
        named = dict(zip(pages, titles, strict=True))
        words = partial(pick, named, section.letter)
        yield {"type": "begin_group", "name": f"section_{section.letter}".lower(), **say(pages, "label", words)}
        for item in section.items:
            yield from list_question(pages, item, [known.get(item.id, item) for known in items])
        yield {"type": "end_group"}


def pick(named: Mapping[ChecklistPage, Mapping[str, str]], letter: str, page: ChecklistPage) -> str:
    source = next(iter(named.values()))
    return f"{letter} {named[page].get(letter, source[letter])}"


def list_question(
    pages: Sequence[ChecklistPage], item: ChecklistItem, translated: Sequence[ChecklistItem]
) -> Iterator[Row]:
    """One screen: the answer, and what is written to it where that has a meaning."""
    here, name, code = dict(zip(pages, translated, strict=True)), name_question(item.id), f"{item.section}{item.number}"
    yield {
        "type": "begin_group",
        "name": f"screen_{item.number}",
        "appearance": "field-list",
        **say(pages, "label", lambda page: code),
    }
    yield {
        "type": "select_one marks",
        "name": name,
        **say(pages, "label", lambda page: f"{code}. {here[page].value['question']}"),
        **say(pages, "hint", lambda page: here[page].value["why"]),
    }
    heads: dict[str, Words] = {
        "note": lambda page: _("Note"),
        "evidence": lambda page: _("Evidence"),
        "action": lambda page: _("What we will do"),
    }
    for text, words in heads.items():
        hints = say(pages, "hint", lambda page, text=text: here[page].value[text]) if text != "note" else {}  # type: ignore[misc]
        relevant = one_of(item.id, ONLY_WHERE[text])
        yield {
            "type": "text",
            "name": name_question(item.id, text),
            "relevant": relevant,
            "appearance": "multiline",
            **say(pages, "label", words),
            **hints,
        }
    yield {"type": "end_group"}


def list_rules(pages: Sequence[ChecklistPage], rules: Sequence[CoherenceRule]) -> Iterator[Row]:
    """Each rule as a note that shows when its answers stand together. Translations of one rule share their key."""
    asked, spoken = set(pages[0].item_ids()), {(rule.page_id, rule.translation_key): rule.question for rule in rules}
    ours = [(rule, write_rule(rule, asked)) for rule in rules if rule.page_id == pages[0].pk]
    shown = [(rule, relevant) for rule, relevant in ours if relevant != NEVER]
    if not shown:
        return
    heading = say(pages, "label", lambda page: _("Questions that your answers raise"))
    yield {"type": "begin_group", "name": "raised", **heading}
    for number, (rule, relevant) in enumerate(shown, 1):

        def ask(page: ChecklistPage, rule: CoherenceRule = rule) -> str:
            return spoken.get((page.pk, rule.translation_key), rule.question)

        yield {"type": "note", "name": f"raised_{number}", "relevant": relevant, **say(pages, "label", ask)}
    yield {"type": "end_group"}


def write_rule(rule: CoherenceRule, asked: set[str]) -> str:
    """As XPath what `CoherenceRule.applies_to` says; NEVER where it asks for an answer to a question that is gone."""
    every, some, none = (
        [one_of(row["item"], row["answers"]) if row["item"] in asked else NEVER for row in rows]
        for rows in (rule.all_of, rule.any_of, rule.none_of)
    )
    if NEVER in every or not (every or some) or (some and set(some) == {NEVER}):
        return NEVER
    parts = [f"({condition})" for condition in every]
    parts += [f"({' or '.join(condition for condition in some if condition != NEVER)})"] if some else []
    parts += [f"not({condition})" for condition in none if condition != NEVER]
    return " and ".join(parts)


def one_of(item: str, marks: Any) -> str:
    return " or ".join(f"${{{name_question(item)}}} = '{mark}'" for mark in marks)


def say(pages: Sequence[ChecklistPage], column: str, words: Words) -> Row:
    """One column for each language. "${" would name a question to whoever reads the form."""
    said = {}
    for page in pages:
        with override(page.locale.language_code):
            said[f"{column}::{name_language(page)}"] = words(page).replace("${", "$ {")
    return said


def mark_words(mark: str) -> Words:
    return lambda page: str(ANSWERS[mark])


def warn() -> str:
    return "{} {}".format(
        _("Never write names or details of victims, witnesses or suspects."),
        _("Answers describe a service, never a person."),
    )


def name_language(page: ChecklistPage) -> str:
    """As the standard asks: the language's name in itself, and its tag of the IANA registry in brackets."""
    code = page.locale.language_code
    return f"{get_language_info(code)['name_local']} ({code})"


def order_languages(pages: Sequence[ChecklistPage]) -> list[ChecklistPage]:
    """The source first, the others as the portal lists its languages."""
    order = [settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES)]
    return sorted(pages, key=lambda page: order.index(page.locale.language_code))
