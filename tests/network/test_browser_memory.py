"""What a browser remembers by itself: nothing that was typed into a form of the network."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FORM = re.compile(r"<form\b[^>]*>")


def test_no_form_of_the_network_leaves_what_was_typed_in_the_browsers_memory() -> None:
    """A browser offers a pseudonym again to whoever sits at it next, also after the exit."""
    places = [*(TEMPLATES / "network").rglob("*.html"), TEMPLATES / "components/form.html"]
    found = [(str(file.relative_to(TEMPLATES)), tag) for file in places for tag in FORM.findall(file.read_text())]
    assert len(found) > 60
    assert [(name, tag) for name, tag in found if 'autocomplete="off"' not in tag] == []
