"""What the toolkit puts on paper: one checklist, one tool with its checklists, the whole as a handbook.

Each function takes a subject (a page's primary key, or a language for the handbook) and the reader's
options, and returns a complete exports.printouts.Printout. What is not live and public raises LookupError.
Only published content is read, and no clock: the same content gives the same Printout.
"""

from toolkit.printouts.beside import BESIDE
from toolkit.printouts.checklists import CHECKLIST, build_public_checklist
from toolkit.printouts.drafts import build_draft_printout
from toolkit.printouts.handbooks import HANDBOOK, build_toolkit_handbook
from toolkit.printouts.kit import KIT
from toolkit.printouts.resting import PROVISION
from toolkit.printouts.tools import TOOL, build_public_tool

__all__ = [
    "BESIDE",
    "CHECKLIST",
    "HANDBOOK",
    "PRINTOUTS",
    "PROVISION",
    "TOOL",
    "build_draft_printout",
    "build_public_checklist",
    "build_public_tool",
    "build_toolkit_handbook",
]

PRINTOUTS = [CHECKLIST, TOOL, PROVISION, HANDBOOK, BESIDE, *KIT]  # for settings.FILE_KINDS
