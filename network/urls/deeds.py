"""What takes two people."""

from django.urls import path

from network.views import deeds

urlpatterns = [
    path("staff/two/", deeds.deeds, name="deeds"),
    path("staff/two/<uuid:pk>/", deeds.deed, name="deed"),
    path("staff/two/<uuid:pk>/yes/", deeds.deed_second, name="deed_second"),
    path("staff/two/<uuid:pk>/stop/", deeds.deed_stop, name="deed_stop"),
    path("staff/two/<uuid:pk>/code/", deeds.deed_code, name="deed_code"),
    path("staff/people/<uuid:pk>/back/", deeds.give_back, name="give_back"),
    path("again/", deeds.come_in_again, name="come_in_again"),
]
