from toolkit.models.checklists import ChecklistItem, ChecklistPage, ChecklistSection, Version
from toolkit.models.coherence import CoherenceRule
from toolkit.models.glossary import Term
from toolkit.models.law import Instrument, Provision
from toolkit.models.loading import LoadedContent
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
from toolkit.models.search_entries import SearchEntry, SearchWord

__all__ = [
    "ArticlePage",
    "BodyPage",
    "ChecklistItem",
    "ChecklistPage",
    "ChecklistSection",
    "CoherenceRule",
    "Facets",
    "HomePage",
    "Instrument",
    "LoadedContent",
    "Picture",
    "PictureRendition",
    "Portal",
    "PortalDocument",
    "PortalPage",
    "PracticePage",
    "Provision",
    "SearchEntry",
    "SearchWord",
    "SectionPage",
    "Term",
    "ToolPage",
    "Version",
]
