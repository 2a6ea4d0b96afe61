"""Every address of the space, below /<language>/<SPACE_PATH>/. One module per area."""

from django.urls import include, path

from network.views import home

app_name = "network"
urlpatterns = [
    path("", home.door, name="door"),
    path("home/", home.home, name="home"),
    path("notices/read/", home.notices_read, name="notices_read"),
    path("", include("network.urls.profiles")),
    path("", include("network.urls.directory")),
    path("", include("network.urls.alarms")),
    path("", include("network.urls.messages")),
    path("", include("network.urls.joining")),
    path("", include("network.urls.vetting")),
    path("", include("network.urls.founding")),
    path("", include("network.urls.deeds")),
    path("", include("network.urls.learning")),
    path("", include("network.urls.circles")),
    path("", include("network.urls.moderation")),
    path("", include("network.urls.announcements")),
    path("", include("network.urls.mentoring")),
    path("", include("network.urls.events")),
    path("", include("network.urls.data")),
    path("", include("network.urls.locks")),
    path("", include("network.urls.staff")),
]
