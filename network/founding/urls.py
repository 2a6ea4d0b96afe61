"""For coordinators: countries and offices."""

from django.urls import path

from network.founding import views

urlpatterns = [
    path("places/", views.countries, name="countries"),
    path("places/<slug:code>/close/", views.country_close, name="country_close"),
    path("places/<slug:code>/", views.country, name="country"),
    path("places/<slug:code>/lock/", views.country_lock, name="country_lock"),
    path("places/<slug:code>/open/", views.country_unlock, name="country_unlock"),
    path("places/<slug:code>/keys/", views.country_shred, name="country_shred"),
    path("contacts/", views.focal_points, name="focal_points"),
    path("contacts/<uuid:pk>/dismiss/", views.focal_point_dismiss, name="focal_point_dismiss"),
]
