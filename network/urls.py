"""Every address of the space, below /<language>/<SPACE_PATH>/. Each feature brings its own."""

from django.urls import include, path

app_name = "network"
urlpatterns = [
    path("", include("network.home.urls")),
    path("", include("network.profiles.urls")),
    path("", include("network.directory.urls")),
    path("", include("network.alarms.urls")),
    path("", include("network.messages.urls")),
    path("", include("network.joining.urls")),
    path("", include("network.vetting.urls")),
    path("", include("network.founding.urls")),
    path("", include("network.deeds.urls")),
    path("", include("network.learning.urls")),
    path("", include("network.circles.urls")),
    path("", include("network.moderation.urls")),
    path("", include("network.announcements.urls")),
    path("", include("network.mentoring.urls")),
    path("", include("network.events.urls")),
    path("", include("network.data.urls")),
    path("", include("network.staff.urls")),
]
