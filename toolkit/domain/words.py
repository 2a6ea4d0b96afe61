"""What a word is, in every script the portal is written in."""

import re

# Python's \w leaves out vowel signs and joiners, without which Bangla, Persian and vocalised Arabic fall apart.
MARKS = (
    "\u0300-\u036f"  # Latin, Cyrillic
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"  # Arabic
    "\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3"  # Devanagari, Bangla
    "\u200c\u200d"  # joiners
)
LETTER = rf"(?:[^\W_][{MARKS}]*)"
WORD = re.compile(rf"{LETTER}+")
