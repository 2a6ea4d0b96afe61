from toolkit.models.checklists import ChecklistItem, ChecklistPage, ChecklistSection, Version
from toolkit.models.coherence import CoherenceRule
from toolkit.models.desk import EnglishWords, LanguageRole, Profession, SegmentComment, TranslationState
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
from toolkit.models.reader_messages import ReaderMessage
from toolkit.models.reviewing import LookAgain
from toolkit.models.search_entries import SearchEntry, SearchWord
from toolkit.models.spoken import SentenceCheck, SentenceRecord, SentenceRecording
from toolkit.models.standings import TreatyStanding
from toolkit.models.term_base import Rendering, TermBaseEntry

__all__ = [
    "ArticlePage",
    "BlankFormPage",
    "BodyPage",
    "CasePage",
    "ChecklistItem",
    "ChecklistPage",
    "ChecklistSection",
    "CoherenceRule",
    "EnglishWords",
    "Facets",
    "GovernedEntry",
    "HomePage",
    "Instrument",
    "KitPage",
    "LanguageRole",
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
    "Profession",
    "Provision",
    "ReaderMessage",
    "Rendering",
    "SearchEntry",
    "SearchWord",
    "SectionPage",
    "SegmentComment",
    "SentenceCheck",
    "SentenceRecord",
    "SentenceRecording",
    "SentencesPage",
    "ShortPage",
    "SignsPage",
    "Strength",
    "Term",
    "TermBaseEntry",
    "ToolPage",
    "TranslationState",
    "TreatyStanding",
    "Verification",
    "Version",
    "keep_published",
]
