"""How templates are read."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Reads the pages of ``templates/`` without their indentation: a browser ignores it, a slow line does not.

    Lines stay where they are, so that an error still names the line that its author sees. Mails and other plain text
    keep every space.
    """

    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        return INDENTATION.sub("\n", source) if origin.name.endswith(".html") else source
