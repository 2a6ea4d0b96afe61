"""What grows around a team's answers: evidence, action plan, comparing, upgrade, files, copies."""

from django.urls import path

from assessments.views import comparing, copying, evidence, picture, plan, quick_entry, sheet_files, upgrading

urlpatterns = [
    path("sheets/<uuid:sheet_id>/<uuid:item>/files/", evidence.evidence, name="evidence"),
    path("evidence/<uuid:pk>/", evidence.download, name="evidence_file"),
    path("evidence/<uuid:pk>/remove/", evidence.remove, name="evidence_remove"),
    path("<uuid:pk>/plan/", plan.plan, name="plan"),
    path("<uuid:pk>/plan/fill/", plan.fill, name="plan_fill"),
    path("<uuid:pk>/plan/reminders/", plan.reminders, name="reminders"),
    path("<uuid:pk>/plan/files/<slug:what>/", plan.take, name="plan_take"),
    path("sheets/<uuid:sheet_id>/<uuid:item>/plan/", plan.add, name="plan_add"),
    path("actions/<uuid:pk>/", plan.action, name="action"),
    path("<uuid:pk>/compare/", comparing.compare_rounds, name="compare"),
    path("<uuid:pk>/picture/", picture.picture, name="picture"),
    path("side-by-side/", picture.side_by_side, name="side_by_side"),
    path("sheets/<uuid:sheet_id>/upgrade/", upgrading.upgrade, name="upgrade"),
    path("sheets/<uuid:sheet_id>/files/", sheet_files.files, name="sheet_files"),
    path("sheets/<uuid:sheet_id>/files/<slug:what>/", sheet_files.take, name="sheet_take"),
    path("sheets/<uuid:sheet_id>/bring/", sheet_files.bring, name="sheet_bring"),
    path("sheets/<uuid:sheet_id>/quick/", quick_entry.quick, name="sheet_quick"),
    path("sheets/<uuid:sheet_id>/accept/", sheet_files.accept, name="sheet_accept"),
    path("<uuid:pk>/copy/", copying.copy, name="copy"),
    path("<uuid:pk>/copy/make/", copying.make, name="copy_make"),
    path("<uuid:pk>/erase/", copying.erase, name="erase"),
]
