"""A module in two languages, passage by passage: toolkit/presenters/beside.py with what a module has of its own."""

from typing import Any

from modules.models import Module
from modules.models.modules import LICENCE, LICENCE_URL
from modules.presenters.passages import list_all_passages
from toolkit.presenters.beside import arrange_sides

KIND = "modules.beside"


def build_module_pair(one: Module, two: Module) -> dict[str, Any]:
    """The context of both, as everybody may read them. `is_draft`: one of them waits for local review, so that there
    is no file."""
    is_draft = one.for_review or two.for_review
    context = arrange_sides(one, two, list_all_passages(one), list_all_passages(two))
    return {
        **context,
        "parts": [line for line in context["lines"] if line.tag == "h2"],
        "file_kind": "" if is_draft else KIND,
        "is_draft": is_draft,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
