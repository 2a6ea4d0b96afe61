from toolkit.models.checklists import ChecklistItem, ChecklistPage, ChecklistSection, Version
from toolkit.models.coherence import CoherenceRule
from toolkit.models.glossary import Term
from toolkit.models.governed import GovernedEntry, keep_published
from toolkit.models.instruments import Instrument, LegalState
from toolkit.models.kit import CasePage, KitPage, LearningPage, SentencesPage, ShortPage, SignsPage
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
from toolkit.models.path_pages import BlankFormPage, PathPage
from toolkit.models.portal import Portal
from toolkit.models.provisions import Provision, Strength, Verification
from toolkit.models.reviewing import LookAgain
from toolkit.models.search_entries import SearchEntry, SearchWord
from toolkit.models.spoken import SentenceCheck, SentenceRecord, SentenceRecording
from toolkit.models.standings import TreatyStanding

__all__ = [
    "ArticlePage",
    "BlankFormPage",
    "BodyPage",
    "CasePage",
    "ChecklistItem",
    "ChecklistPage",
    "ChecklistSection",
    "CoherenceRule",
    "Facets",
    "GovernedEntry",
    "HomePage",
    "Instrument",
    "KitPage",
    "LearningPage",
    "LegalState",
    "LoadedContent",
    "LookAgain",
    "PathPage",
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
    "SentenceCheck",
    "SentenceRecord",
    "SentenceRecording",
    "SentencesPage",
    "ShortPage",
    "SignsPage",
    "Strength",
    "Term",
    "ToolPage",
    "TreatyStanding",
    "Verification",
    "Version",
    "keep_published",
]
