"""For those who decide about applications."""

from django.urls import path

from network.vetting import views

urlpatterns = [
    path("requests/", views.queue, name="vetting"),
    path("requests/<uuid:pk>/", views.one, name="vetting_one"),
    path("requests/<uuid:pk>/open/", views.open_texts, name="vetting_open"),
    path("requests/<uuid:pk>/ask/", views.ask, name="vetting_ask"),
    path("requests/<uuid:pk>/vote/", views.vote, name="vetting_vote"),
    path("requests/<uuid:pk>/entry/", views.entry, name="entry"),
    path("requests/<uuid:pk>/entry/reach/", views.entry_reach, name="entry_reach"),
]
