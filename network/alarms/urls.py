from django.urls import path

from network.alarms import views

urlpatterns = [
    path("alarms/", views.alarms, name="alarms"),
]
