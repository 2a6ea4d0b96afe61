from django.urls import path

from network.directory import views

urlpatterns = [
    path("people/", views.directory, name="directory"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/photo/", views.person_photo, name="person_photo"),
    path("people/<uuid:pk>/away/", views.keep_away, name="keep_away"),
    path("people/<uuid:pk>/near/", views.let_near, name="let_near"),
    path("away/", views.away, name="away"),
]
