from django.urls import path

from network.views import locks

urlpatterns = [
    path("lock/", locks.lock, name="lock"),
    path("locked/", locks.locked, name="locked"),
    path("staff/locks/", locks.locks, name="locks"),
    path("staff/locks/<uuid:pk>/", locks.unlock, name="unlock"),
    path("staff/locks/<uuid:pk>/doubt/", locks.unlock_doubt, name="unlock_doubt"),
    path("staff/locks/<uuid:pk>/seen/", locks.lock_confirm, name="lock_confirm"),
    path("staff/people/<uuid:pk>/lock/", locks.lock_member, name="lock_member"),
]
