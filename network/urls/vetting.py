"""For those who decide about applications."""

from django.urls import path

from network.views import vetting

urlpatterns = [
    path("requests/", vetting.queue, name="vetting"),
    path("requests/<uuid:pk>/", vetting.one, name="vetting_one"),
    path("requests/<uuid:pk>/open/", vetting.open_texts, name="vetting_open"),
    path("requests/<uuid:pk>/ask/", vetting.ask, name="vetting_ask"),
    path("requests/<uuid:pk>/vote/", vetting.vote, name="vetting_vote"),
    path("requests/<uuid:pk>/entry/", vetting.entry, name="entry"),
    path("requests/<uuid:pk>/entry/reach/", vetting.entry_reach, name="entry_reach"),
]
