"""A module to take along."""

from django.urls import URLPattern, path

from modules.views import package_downloads

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/take/<slug:shelf>/", package_downloads.take, name="take"),
    path("<slug:slug>/take/<slug:shelf>/marking/", package_downloads.take_with_marking, name="take_with_marking"),
]
