from django.urls import path

from network.home import views

urlpatterns = [
    path("", views.door, name="door"),
    path("home/", views.home, name="home"),
    path("notices/read/", views.notices_read, name="notices_read"),
]
