"""What a checklist is called inside a form for KoboToolbox or ODK, and in the tables that come back from there.

Names follow XLSForm (xlsform.org): letters, digits and underscores. A question's follows from its id alone, so that a
table of an older version, in any language, is still understood.
"""

import re

CHECKLIST, VERSION = "rg_checklist", "rg_version"
TEXTS = ("note", "evidence", "action")
# Behind the names of the groups around it, which each program writes in its own way: a/q_..., a-q_..., a.q_...
NAME = re.compile(
    rf"(?:^|[/.:-])(?:(?P<fact>{CHECKLIST}|{VERSION})|q_(?P<item>[0-9a-f]+(?:_[0-9a-f]+)*?)(?:__(?P<text>{'|'.join(TEXTS)}))?)$"
)


def name_question(item: str, text: str = "") -> str:
    """`item` is a question's id, `text` one of TEXTS for what is written to it."""
    return f"q_{item.replace('-', '_')}{f'__{text}' if text else ''}"


def parse_column(head: str) -> tuple[str, str] | None:
    """A fact's name and "", or a question's id and "mark" or one of TEXTS; None for whatever else a table holds."""
    found = NAME.search(head.strip())
    if not found:
        return None
    if found["fact"]:
        return found["fact"], ""
    return found["item"].replace("_", "-"), found["text"] or "mark"
