"""Links to law and words in rich text: the index of references counts them, and the editor keeps them.

There is no chooser: they come from the content files. Draftail knows them as links whose id says of what they are.
"""

import re
from typing import Any

from django.utils.html import escape
from wagtail import hooks
from wagtail.admin.rich_text.converters.contentstate import DOM, link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    LinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.feature_registry import FeatureRegistry

from toolkit.models import Provision, Term
from toolkit.selectors.linked import find_addresses

MARK = re.compile(r"(provision|term)-(\d{1,18})")


class EntryLinkHandler(LinkHandler):
    """`identifier` is its linktype; the address is that of the active language."""

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """One query for all. What is not published leaves its words."""
        pks = [read_key(attrs) for attrs in attrs_list]
        addresses = find_addresses(cls.identifier, [pk for pk in pks if pk is not None])
        found = [addresses.get(pk) if pk is not None else None for pk in pks]
        return [f'<a href="{escape(address)}">' if address else "<a>" for address in found]

    @classmethod
    def extract_references(cls, attrs: dict[str, str]) -> Any:
        if read_key(attrs) is not None:
            yield cls.get_model(), attrs["id"], "", ""


class ProvisionLinkHandler(EntryLinkHandler):
    identifier = "provision"

    @staticmethod
    def get_model() -> type[Provision]:
        return Provision


class TermLinkHandler(EntryLinkHandler):
    identifier = "term"

    @staticmethod
    def get_model() -> type[Term]:
        return Term


def read_key(attrs: dict[str, str]) -> int | None:
    """None where somebody wrote something else there."""
    text = attrs.get("id", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


class EntryLinkElementHandler(LinkElementHandler):
    """From the database to the editor."""

    def __init__(self, kind: str) -> None:
        super().__init__("LINK")
        self.kind = kind

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        pk = read_key(attrs)
        if pk is None:
            return {"url": ""}
        return {"id": f"{self.kind}-{pk}", "url": find_addresses(self.kind, [pk]).get(pk), "parentId": None}


def write_link(props: dict[str, Any]) -> Any:
    """From the editor to the database."""
    mark = MARK.fullmatch(str(props.get("id") or ""))
    if mark is None:
        return link_entity(props)
    return DOM.create_element("a", {"linktype": mark[1], "id": mark[2]}, props["children"])


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def register_entry_links(features: FeatureRegistry) -> None:
    features.register_link_type(ProvisionLinkHandler)
    features.register_link_type(TermLinkHandler)
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': PageLinkElementHandler("LINK"),
                'a[linktype="provision"]': EntryLinkElementHandler("provision"),
                'a[linktype="term"]': EntryLinkElementHandler("term"),
            },
            "to_database_format": {"entity_decorators": {"LINK": write_link}},
        },
    )
