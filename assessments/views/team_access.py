"""Who gets in where teams work. What a user takes no part in does not exist for her; access.py is for work alone.

Each function asks once and raises Http404 where the user takes no part. The row it gives knows her part as `mine`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.sealing import NoKeys
from accounts.views import private_page
from assessments.models import Action, Entry, Evidence, Participation, Sheet

View = Callable[..., Any]  # whatever a view answers


def team_page(view: View) -> View:
    """Signed in, never stored, never indexed. A guarded account takes no part in teams: others would see it."""
    inside = invitation_page(view)

    @private_page
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return inside(request, *args, **kwargs)

    return page


def invitation_page(view: View) -> View:
    """As `team_page`, also for a visitor who holds a link and may have no account yet."""

    @private_page
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.is_guarded:
            return render(request, "assessments/team/guarded.html", status=403)
        try:
            return view(request, *args, **kwargs)
        except NoKeys:  # without keys nothing that is written could be kept
            return render(request, "assessments/team/no_keys.html", status=503)

    return page


def fetch_participation(request: HttpRequest, assessment_id: UUID) -> Participation:
    """The user's part in it, with the assessment. Raises Http404 where she has none."""
    rows = Participation.objects.present().select_related("assessment")
    part = rows.filter(user=request.user, assessment_id=assessment_id).first()  # type: ignore[misc]  # signed in
    if part is None:
        raise Http404
    return part


def fetch_sheet(request: HttpRequest, sheet_id: UUID) -> tuple[Participation, Sheet]:
    """The user's part, and the checklist with round, assessment and version. Raises Http404 where she has none."""
    sheet = Sheet.objects.visible_to(request.user).filter(pk=sheet_id).first()
    if sheet is None:
        raise Http404
    return get_row_participation(sheet), sheet


def fetch_entry(request: HttpRequest, sheet_id: UUID, item: UUID) -> tuple[Participation, Entry]:
    """The user's part, and the answer to a question, with sheet, round and assessment. Raises Http404 where she has
    none, or the sheet does not ask it."""
    entry = Entry.objects.visible_to(request.user).filter(sheet=sheet_id, item=str(item)).first()
    if entry is None:
        raise Http404
    return get_row_participation(entry), entry


def get_row_participation(row: Sheet | Entry) -> Participation:
    """The user's own part, which came with the row, knowing the assessment that came with it too."""
    part: Participation = row.mine  # type: ignore[union-attr]  # annotated by `visible_to`
    part.assessment = (row.sheet if isinstance(row, Entry) else row).round.assessment
    return part


def get_own_participation(row: Evidence | Action) -> Participation:
    """The user's part in the assessment that a file or an action belongs to; it came with the row."""
    part: Participation = row.mine  # type: ignore[union-attr]
    part.assessment = row.assessment
    return part


def forbid_unless(allowed: bool) -> None:
    """Raises PermissionDenied (403) where the participant may see something, but not do this."""
    if not allowed:
        raise PermissionDenied
