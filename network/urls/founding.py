"""For coordinators: countries and focal points."""

from django.urls import path

from network.views import founding

urlpatterns = [
    path("places/", founding.countries, name="countries"),
    path("places/<slug:code>/close/", founding.country_close, name="country_close"),
    path("contacts/", founding.focal_points, name="focal_points"),
    path("contacts/<uuid:pk>/dismiss/", founding.focal_point_dismiss, name="focal_point_dismiss"),
]
