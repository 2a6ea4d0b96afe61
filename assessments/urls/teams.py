"""Assessments of teams, below /<language>/work/team/."""

from django.urls import path

from assessments.views import history, listing, people, reviewing, sheets

urlpatterns = [
    path("", listing.mine, name="mine"),
    path("new/", listing.new, name="new"),
    path("join/<str:token>/", people.join, name="join"),
    path("<uuid:pk>/", sheets.assessment, name="assessment"),
    path("<uuid:pk>/rounds/<int:number>/", sheets.assessment, name="round"),
    path("<uuid:pk>/describe/", listing.describe, name="describe"),
    path("<uuid:pk>/people/", people.team, name="team"),
    path("<uuid:pk>/people/me/", people.me, name="me"),
    path("<uuid:pk>/people/take-over/", people.take_over, name="take_over"),
    path("<uuid:pk>/people/leave/", people.leave, name="leave"),
    path("<uuid:pk>/people/<uuid:mark>/role/", people.role, name="role"),
    path("<uuid:pk>/people/<uuid:mark>/remove/", people.remove, name="remove"),
    path("<uuid:pk>/invitations/<uuid:invitation>/withdraw/", people.withdraw, name="withdraw"),
    path("<uuid:pk>/review/send/", reviewing.send, name="send"),
    path("<uuid:pk>/review/return/", reviewing.send_back, name="send_back"),
    path("<uuid:pk>/review/sign/", reviewing.sign, name="sign"),
    path("<uuid:pk>/review/reopen/", reviewing.reopen, name="reopen"),
    path("<uuid:pk>/rounds/next/", reviewing.next_round, name="next_round"),
    path("<uuid:pk>/history/", history.history, name="history"),
    path("<uuid:pk>/history/<slug:what>/", history.take, name="take_history"),
    path("sheets/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path("sheets/<uuid:sheet_id>/<uuid:item>/", sheets.item, name="item"),
    path("sheets/<uuid:sheet_id>/<uuid:item>/save/", sheets.save, name="save"),
    path("sheets/<uuid:sheet_id>/<uuid:item>/comment/", reviewing.comment, name="comment"),
    path("comments/<uuid:pk>/resolve/", reviewing.resolve, name="resolve"),
]
