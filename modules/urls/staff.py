"""What staff do with modules, inside Wagtail's admin (wagtail_hooks/staff.py puts it there)."""

from django.urls import path

from modules.views import adapting, staff

app_name = "adaptations"
urlpatterns = [
    path("", adapting.adaptations, name="adaptations"),
    path("begin/<int:pk>/", adapting.begin, name="begin"),
    path("<int:pk>/", adapting.parts, name="parts"),
    path("<int:pk>/<uuid:part>/follow/", adapting.follow, name="follow"),
    path("<int:pk>/<uuid:part>/adopt/", adapting.adopt, name="adopt"),
    path("<int:pk>/<uuid:part>/merge/", adapting.merge, name="merge"),
    path("<int:pk>/<uuid:part>/<slug:decision>/", adapting.decide, name="decide"),
    path("lecturers/", staff.lecturers, name="lecturers"),
    path("lecturers/<uuid:pk>/", staff.lecturer, name="lecturer"),
    path("teaching/", staff.teaching, name="teaching"),
    path("teaching/teaching.xlsx", staff.workbook, name="workbook"),
    path("feedback/", staff.feedback, name="feedback"),
    path("feedback/<uuid:pk>/done/", staff.feedback_done, name="feedback_done"),
]
