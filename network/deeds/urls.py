"""What takes two people: deeds of every kind, locks of accounts, profiles that belong to nobody."""

from django.urls import path

from network.deeds.views import canaries, deeds, locks

urlpatterns = [
    path("staff/two/", deeds.deeds, name="deeds"),
    path("staff/two/<uuid:pk>/", deeds.deed, name="deed"),
    path("staff/two/<uuid:pk>/yes/", deeds.deed_second, name="deed_second"),
    path("staff/two/<uuid:pk>/stop/", deeds.deed_stop, name="deed_stop"),
    path("staff/two/<uuid:pk>/code/", deeds.deed_code, name="deed_code"),
    path("staff/people/<uuid:pk>/back/", deeds.give_back, name="give_back"),
    path("again/", deeds.come_in_again, name="come_in_again"),
    path("lock/", locks.lock, name="lock"),
    path("locked/", locks.locked, name="locked"),
    path("staff/locks/", locks.locks, name="locks"),
    path("staff/locks/<uuid:pk>/", locks.unlock, name="unlock"),
    path("staff/locks/<uuid:pk>/doubt/", locks.unlock_doubt, name="unlock_doubt"),
    path("staff/locks/<uuid:pk>/seen/", locks.lock_confirm, name="lock_confirm"),
    path("staff/people/<uuid:pk>/lock/", locks.lock_member, name="lock_member"),
    path("staff/canaries/", canaries.canaries, name="canaries"),
    path("staff/canaries/<uuid:pk>/remove/", canaries.canary_remove, name="canary_remove"),
]
