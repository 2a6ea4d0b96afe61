"""A module to take along."""

from django.urls import URLPattern, path

from modules.views import shelves

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/take/<slug:shelf>/", shelves.take, name="take"),
    path("<slug:slug>/take/<slug:shelf>/marking/", shelves.take_with_marking, name="take_with_marking"),
]
