from django.urls import path

from network.announcements import views

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news/new/", views.announcement_new, name="announcement_new"),
    path("news/<uuid:pk>/put-away/", views.announcement_put_away, name="announcement_put_away"),
    path("news/<uuid:pk>/edit/", views.announcement_edit, name="announcement_edit"),
    path("news/<uuid:pk>/remove/", views.announcement_remove, name="announcement_remove"),
    path("dates/new/", views.date_new, name="date_new"),
    path("dates/<uuid:pk>/edit/", views.date_edit, name="date_edit"),
    path("dates/<uuid:pk>/remove/", views.date_remove, name="date_remove"),
]
