"""Lecturers: verification, marking notes, classes held, feedback."""

from django.urls import URLPattern, path

from modules.views import lecturers, teaching

urlpatterns: list[URLPattern] = [
    path("lecturers/", lecturers.lecturer, name="lecturer"),
    path("lecturers/withdraw/", lecturers.lecturer_withdraw, name="lecturer_withdraw"),
    path("lecturers/taught/", teaching.taught_list, name="taught_list"),
    path("lecturers/taught/<uuid:pk>/", teaching.taught_edit, name="taught_edit"),
    path("lecturers/taught/<uuid:pk>/delete/", teaching.taught_delete, name="taught_delete"),
    path("<slug:slug>/marking/", lecturers.marking, name="marking"),
    path("<slug:slug>/taught/", teaching.taught, name="taught"),
    path("<slug:slug>/feedback/", teaching.feedback, name="feedback"),
]
