from django.urls import path

from network.views import announcements

urlpatterns = [
    path("news/", announcements.news, name="news"),
    path("news/new/", announcements.announcement_new, name="announcement_new"),
    path("news/<uuid:pk>/put-away/", announcements.announcement_put_away, name="announcement_put_away"),
    path("news/<uuid:pk>/edit/", announcements.announcement_edit, name="announcement_edit"),
    path("news/<uuid:pk>/remove/", announcements.announcement_remove, name="announcement_remove"),
    path("dates/new/", announcements.date_new, name="date_new"),
    path("dates/<uuid:pk>/edit/", announcements.date_edit, name="date_edit"),
    path("dates/<uuid:pk>/remove/", announcements.date_remove, name="date_remove"),
]
