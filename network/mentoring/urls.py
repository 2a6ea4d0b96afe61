from django.urls import path

from network.mentoring.views import mentoring, pairings, plans

urlpatterns = [
    path("mentoring/", mentoring.overview, name="mentoring"),
    path("mentoring/plan/", plans.plan, name="plan"),
    path("mentoring/plan/write/", plans.plan_write, name="plan_write"),
    path("mentoring/plan/steps/", plans.step_new, name="step_new"),
    path("mentoring/plan/steps/<uuid:pk>/", plans.step, name="step"),
    path("mentoring/plan/steps/<uuid:pk>/drop/", plans.step_drop, name="step_drop"),
    path("mentoring/suggestions/<uuid:pk>/", mentoring.suggestion, name="suggestion"),
    path("mentoring/pairings/<uuid:pk>/", pairings.pairing, name="pairing"),
    path("mentoring/pairings/<uuid:pk>/agreement/", pairings.agreement, name="pairing_agreement"),
    path("mentoring/pairings/<uuid:pk>/end/", pairings.end, name="pairing_end"),
    path("mentoring/pairings/<uuid:pk>/meetings/", pairings.meeting_new, name="meeting_new"),
    path("mentoring/pairings/<uuid:pk>/plan/", plans.partner_plan, name="partner_plan"),
    path("mentoring/pairings/<uuid:pk>/plan/comment/", plans.plan_comment, name="plan_comment"),
    path("mentoring/pairings/<uuid:pk>/plan/show/", plans.plan_show, name="plan_show"),
    path("mentoring/pairings/<uuid:pk>/reflection/", pairings.reflection, name="reflection"),
    path("mentoring/pairings/<uuid:pk>/write/", pairings.write, name="pairing_write"),
    path("mentoring/meetings/<uuid:pk>/", pairings.meeting, name="meeting"),
    path("mentoring/meetings/<uuid:pk>/drop/", pairings.meeting_drop, name="meeting_drop"),
    path("mentoring/as/<str:side>/", mentoring.description, name="description"),
    path("mentoring/as/<str:side>/forget/", mentoring.forget_description, name="description_forget"),
]
