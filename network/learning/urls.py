from django.urls import path

from network.learning.views import courses, learning

urlpatterns = [
    path("learning/", learning.series_list, name="learning"),
    path("learning/<uuid:pk>/", learning.series, name="series"),
    path("learning/<uuid:pk>/follow/", learning.series_follow, name="series_follow"),
    path("learning/<uuid:pk>/leave/", learning.series_leave, name="series_leave"),
    path("learning/<uuid:pk>/certificate/", learning.certificate, name="certificate"),
    path("learning/session/<uuid:pk>/", learning.lesson, name="lesson"),
    path("learning/reading/<uuid:pk>/", learning.material, name="material"),
    path("courses/", courses.courses_list, name="courses"),
    path("courses/new/", courses.course_new, name="course_new"),
    path("courses/<uuid:pk>/", courses.course, name="course"),
    path("courses/<uuid:pk>/edit/", courses.course_edit, name="course_edit"),
    path("courses/<uuid:pk>/publish/", courses.course_publish, name="course_publish"),
    path("courses/<uuid:pk>/remove/", courses.course_remove, name="course_remove"),
    path("courses/<uuid:pk>/session/", courses.lesson_new, name="lesson_new"),
    path("courses/session/<uuid:pk>/", courses.lesson_write, name="lesson_write"),
    path("courses/session/<uuid:pk>/publish/", courses.lesson_publish, name="lesson_publish"),
    path("courses/session/<uuid:pk>/remove/", courses.lesson_remove, name="lesson_remove"),
    path("courses/session/<uuid:pk>/reading/", courses.material_new, name="material_new"),
    path("courses/reading/<uuid:pk>/remove/", courses.material_remove, name="material_remove"),
]
