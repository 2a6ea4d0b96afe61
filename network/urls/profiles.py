from django.urls import path

from network.views import profiles

urlpatterns = [
    path("profile/", profiles.profile, name="profile"),
    path("profile/words/", profiles.profile_edit, name="profile_edit"),
    path("profile/details/", profiles.profile_facts, name="profile_facts"),
    path("profile/seen-by/", profiles.profile_showing, name="profile_showing"),
    path("profile/listing/", profiles.profile_listing, name="profile_listing"),
    path("profile/preview/", profiles.profile_seen, name="profile_seen"),
    path("profile/photo/", profiles.profile_photo, name="profile_photo"),
    path("profile/photo/file/", profiles.profile_photo_file, name="profile_photo_file"),
    path("profile/photo/remove/", profiles.profile_photo_remove, name="profile_photo_remove"),
]
