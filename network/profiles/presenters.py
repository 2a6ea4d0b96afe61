"""What a profile tells, line by line."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise

from network.models import Member, Profile, ProfileFact
from network.models.profiles import CODED, WRITTEN
from network.presenters.sealed_texts import unseal_or_explain

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


class FactLine(NamedTuple):
    """One fact as it is read."""

    fact: str
    label: "str | Promise | SafeString"
    words: str


def format_coded_facts(member: Member, facts: set[str]) -> list[FactLine]:
    """Those of the coded facts that are among `facts`, in words."""
    words: dict[ProfileFact, Callable[[], str]] = {
        ProfileFact.COUNTRY: lambda: str(member.country),
        ProfileFact.SECTOR: member.get_sector_display,
        ProfileFact.LEVEL: member.get_level_display,
        ProfileFact.LANGUAGES: lambda: ", ".join(member.spoken_names()),
        ProfileFact.EXPERTISE: lambda: ", ".join(member.expertise_names()),
    }
    rows = [FactLine(fact, fact.label, words[fact]()) for fact in CODED if fact in facts]
    return [row for row in rows if row.words]


def format_written_facts(profile: Profile, facts: set[str]) -> list[FactLine]:
    """Those of the written facts that are among `facts` and not empty. Opens what is sealed."""
    rows = [FactLine(fact, fact.label, unseal_or_explain(getattr(profile, fact))) for fact in WRITTEN if fact in facts]
    return [row for row in rows if row.words]
