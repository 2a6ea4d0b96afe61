"""What a page says of itself in the words of schema.org, for search engines and catalogues: nothing that it does not
show to its readers as well."""

from typing import Any

from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from toolkit.models import ChecklistPage, Instrument, Provision, Term, ToolPage
from toolkit.presenters.result_data import ShortEncoder


def write_json_ld(data: dict[str, Any]) -> SafeString:
    """As an element of the page. It is data: a browser runs nothing of this type, so no policy of scripts asks where it
    stands; and what an editor typed cannot end it (json_script escapes <, > and &)."""
    script = json_script({"@context": "https://schema.org", **data}, encoder=ShortEncoder)
    typed = script.replace('type="application/json"', 'type="application/ld+json"')
    return mark_safe(typed)  # noqa: S308  # escaped by json_script


def describe_thing(thing: Any, url: str, language: str) -> dict[str, Any] | None:
    """A tool, checklist, term, instrument or provision that is shown in `language` and stands at `url`; None for what
    schema.org has no word for. Of law the words are ours, so no language and no force is claimed for the law itself."""
    root = url.removesuffix(thing.get_absolute_url().split("/", 2)[2]) if isinstance(thing, Term | Provision) else ""
    told: dict[str, Any] = {"@id": url, "url": url}
    match thing:
        case ToolPage() | ChecklistPage():
            words = {"name": thing.title, "description": thing.summary, "inLanguage": language}
            changed = thing.last_published_at
            told |= {"@type": "LearningResource", **words, "isAccessibleForFree": True}
            told |= {"dateModified": changed.date().isoformat()} if changed else {}
        case Term():
            words = {"name": thing.name, "description": thing.short, "inLanguage": language}
            told |= {"@type": "DefinedTerm", **words, "inDefinedTermSet": f"{root}glossary/"}
        case Instrument():
            told |= {"@type": "Legislation", "name": thing.title, "alternateName": thing.short}
            told |= {"legislationIdentifier": thing.reference, "description": thing.summary}
        case Provision():
            whole = {"@type": "Legislation", "name": thing.instrument.title}
            whole["url"] = f"{root}law/{thing.instrument.key}/"
            told |= {"@type": "Legislation", "name": thing.label, "alternateName": thing.title}
            told |= {"description": thing.text, "isPartOf": whole}
        case _:
            return None
    return {name: value for name, value in told.items() if value}
