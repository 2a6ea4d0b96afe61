from django.urls import path

from network.views import canaries, directory

urlpatterns = [
    path("people/", directory.directory, name="directory"),
    path("people/<uuid:pk>/", directory.person, name="person"),
    path("people/<uuid:pk>/photo/", directory.person_photo, name="person_photo"),
    path("people/<uuid:pk>/away/", directory.keep_away, name="keep_away"),
    path("people/<uuid:pk>/near/", directory.let_near, name="let_near"),
    path("away/", directory.away, name="away"),
    path("staff/canaries/", canaries.canaries, name="canaries"),
    path("staff/canaries/<uuid:pk>/remove/", canaries.canary_remove, name="canary_remove"),
]
