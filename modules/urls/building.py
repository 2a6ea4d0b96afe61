"""The class builder."""

from django.urls import URLPattern, path

from modules.views import building

urlpatterns: list[URLPattern] = [
    path("classes/", building.classes, name="classes"),
    path("classes/<uuid:pk>/open/", building.open_class, name="open_class"),
    path("classes/<uuid:pk>/delete/", building.delete_class, name="delete_class"),
    path("<slug:slug>/class/", building.build, name="build"),
    path("<slug:slug>/class/plan/", building.plan, name="plan"),
    path("<slug:slug>/class/save/", building.save_class, name="save_class"),
    path("<slug:slug>/class/print/", building.print_class, name="print_class"),
]
