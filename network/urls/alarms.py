from django.urls import path

from network.views import alarms

urlpatterns = [
    path("alarms/", alarms.alarms, name="alarms"),
]
