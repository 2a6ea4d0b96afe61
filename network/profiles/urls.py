from django.urls import path

from network.profiles import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/words/", views.profile_edit, name="profile_edit"),
    path("profile/details/", views.profile_facts, name="profile_facts"),
    path("profile/seen-by/", views.profile_showing, name="profile_showing"),
    path("profile/listing/", views.profile_listing, name="profile_listing"),
    path("profile/preview/", views.profile_seen, name="profile_seen"),
    path("profile/photo/", views.profile_photo, name="profile_photo"),
    path("profile/photo/file/", views.profile_photo_file, name="profile_photo_file"),
    path("profile/photo/remove/", views.profile_photo_remove, name="profile_photo_remove"),
]
