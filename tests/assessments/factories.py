"""Teams to test with: an assessment with an owner, an editor, a reviewer and a viewer, on three questions."""

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from assessments.actions.beginning import begin_assessment
from assessments.models import Assessment, Entry, Participation, Role, Round, Sheet
from tests import factories
from toolkit.models import ChecklistPage, Version


def user(name: str) -> User:
    """Signed in by `force_login`: no password is hashed."""
    account = User(email=f"{name}-{uuid.uuid4().hex[:8]}@example.org")
    account.set_unusable_password()
    account.save()
    return account


def checklist(questions: int = 3, **fields: Any) -> tuple[ChecklistPage, Version]:
    """A published checklist in two sections."""
    items = [factories.item(f"Is rule {n} kept?") for n in range(1, questions + 1)]
    half = (questions + 1) // 2
    parts = [("First contact", items[:half]), ("Follow-up", items[half:])]
    page = factories.checklist([factories.section(title, rows) for title, rows in parts if rows], **fields)
    version = Version.objects.filter(page_id=page.pk).first()
    assert version is not None
    return page, version


@dataclass
class Team:
    """`team.owner` is a participation, `team.owner.user` her account; `team.stranger` is an account without part."""

    assessment: Assessment
    owner: Participation
    editor: Participation
    reviewer: Participation
    viewer: Participation
    stranger: User
    page: ChecklistPage

    @property
    def round(self) -> Round:
        """The latest."""
        return self.assessment.rounds.order_by("-number")[0]

    @property
    def sheet(self) -> Sheet:
        return self.round.sheets.select_related("round__assessment", "version")[0]

    @property
    def entries(self) -> list[Entry]:
        """In the order of the questions."""
        rows = {entry.item: entry for entry in self.sheet.entries.select_related("sheet__round__assessment")}
        return [rows[item.id] for item in self.page.items()]


def joined(assessment: Assessment, role: Role, name: str) -> Participation:
    return Participation.objects.create(assessment=assessment, user=user(name.lower()), role=role, name=name)


def team(questions: int = 3, title: str = "ZQ7-title of the team", *, two_sign: bool = False) -> Team:
    page, version = checklist(questions)
    owner = user("olga")
    assessment = begin_assessment(
        by=owner, name="Olga", title=title, country="AF", phase="design", starts=None, ends=None, versions=[version]
    )
    assessment.two_sign = two_sign
    assessment.save(update_fields=["two_sign"])
    return Team(
        assessment=assessment,
        owner=assessment.participations.get(),
        editor=joined(assessment, Role.EDITOR, "Edith"),
        reviewer=joined(assessment, Role.REVIEWER, "Rana"),
        viewer=joined(assessment, Role.VIEWER, "Vida"),
        stranger=user("stranger"),
        page=page,
    )
