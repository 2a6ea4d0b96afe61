"""Every address of the space, below /<language>/<SPACE_PATH>/. One module per area."""

from django.urls import path

from network.views import home

app_name = "network"
urlpatterns = [
    path("", home.door, name="door"),
    path("home/", home.home, name="home"),
    path("notices/read/", home.notices_read, name="notices_read"),
]
