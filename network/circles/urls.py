from django.urls import path

from network.circles.views import circles, posts

urlpatterns = [
    path("circles/", circles.circle_list, name="circles"),
    path("circles/new/", circles.circle_new, name="circle_new"),
    path("circles/<uuid:pk>/", circles.circle, name="circle"),
    path("circles/<uuid:pk>/edit/", circles.circle_edit, name="circle_edit"),
    path("circles/<uuid:pk>/join/", circles.circle_join, name="circle_join"),
    path("circles/<uuid:pk>/leave/", circles.circle_leave, name="circle_leave"),
    path("circles/<uuid:pk>/people/", circles.circle_people, name="circle_people"),
    path("circles/<uuid:pk>/pin/", circles.pin_new, name="pin_new"),
    path("circles/<uuid:pk>/begin/", posts.thread_new, name="thread_new"),
    path("circles/seat/<uuid:pk>/admit/", circles.seat_admit, name="seat_admit"),
    path("circles/seat/<uuid:pk>/remove/", circles.seat_remove, name="seat_remove"),
    path("circles/seat/<uuid:pk>/appoint/", circles.seat_appoint, name="seat_appoint"),
    path("circles/pin/<uuid:pk>/remove/", circles.pin_remove, name="pin_remove"),
    path("circles/thread/<uuid:pk>/", posts.thread, name="thread"),
    path("circles/post/<uuid:pk>/take-back/", posts.post_take_back, name="post_take_back"),
    path("circles/post/<uuid:pk>/hide/", posts.post_hide, name="post_hide"),
    path("circles/post/<uuid:pk>/show/", posts.post_show, name="post_show"),
]
