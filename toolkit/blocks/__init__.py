"""The blocks that pages are written with.

pages.py  of tools, articles, checklists and the home page
tables.py of words in rows and columns, cell by cell for translators
kit.py    of the working kit: signs, screens, sentences, forms, cases, learning
"""

from toolkit.blocks.kit import (
    BOXES,
    CARD_LINES,
    FORM_PARTS,
    KEYS,
    LEARNING_STEPS,
    LINES,
    OPEN_POINTS,
    PROVISIONS,
    QUESTIONS,
    RIGHTS,
    SAY_INSTEAD,
    SCREENS,
    SENTENCES,
    SIGNS,
    STEPS,
    WARNED_WORDS,
)
from toolkit.blocks.pages import (
    BODY,
    PARTS,
    PLAIN_RICH_TEXT,
    RELATED,
    RICH_TEXT,
    SECTIONS,
    WAYS,
    DefinitionBlock,
    HeadingBlock,
    KeyMessageBlock,
    TextBlock,
    make_anchor,
)

__all__ = [
    "BODY",
    "BOXES",
    "CARD_LINES",
    "FORM_PARTS",
    "KEYS",
    "LEARNING_STEPS",
    "LINES",
    "OPEN_POINTS",
    "PARTS",
    "PLAIN_RICH_TEXT",
    "PROVISIONS",
    "QUESTIONS",
    "RELATED",
    "RICH_TEXT",
    "RIGHTS",
    "SAY_INSTEAD",
    "SCREENS",
    "SECTIONS",
    "SENTENCES",
    "SIGNS",
    "STEPS",
    "WARNED_WORDS",
    "WAYS",
    "DefinitionBlock",
    "HeadingBlock",
    "KeyMessageBlock",
    "TextBlock",
    "make_anchor",
]
