from toolkit.models.checklists import ChecklistPage, Item, Section, Version
from toolkit.models.coherence import CoherenceRule
from toolkit.models.findables import Findable, Word
from toolkit.models.glossary import Term
from toolkit.models.law import Instrument, Provision
from toolkit.models.loading import Loaded
from toolkit.models.media import Picture, PictureRendition, PortalDocument
from toolkit.models.pages import (
    ArticlePage,
    BodyPage,
    Facets,
    HomePage,
    PortalPage,
    PracticePage,
    SectionPage,
    ToolPage,
)
from toolkit.models.portal import Portal

__all__ = [
    "ArticlePage",
    "BodyPage",
    "ChecklistPage",
    "CoherenceRule",
    "Facets",
    "Findable",
    "HomePage",
    "Instrument",
    "Item",
    "Loaded",
    "Picture",
    "PictureRendition",
    "Portal",
    "PortalDocument",
    "PortalPage",
    "PracticePage",
    "Provision",
    "Section",
    "SectionPage",
    "Term",
    "ToolPage",
    "Version",
    "Word",
]
