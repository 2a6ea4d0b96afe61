"""For coordinators: countries and offices."""

from django.urls import path

from network.views import founding

urlpatterns = [
    path("places/", founding.countries, name="countries"),
    path("places/<slug:code>/close/", founding.country_close, name="country_close"),
    path("places/<slug:code>/", founding.country, name="country"),
    path("places/<slug:code>/lock/", founding.country_lock, name="country_lock"),
    path("places/<slug:code>/open/", founding.country_unlock, name="country_unlock"),
    path("places/<slug:code>/keys/", founding.country_shred, name="country_shred"),
    path("contacts/", founding.focal_points, name="focal_points"),
    path("contacts/<uuid:pk>/dismiss/", founding.focal_point_dismiss, name="focal_point_dismiss"),
]
