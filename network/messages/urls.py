from django.urls import path

from network.messages import views

urlpatterns = [
    path("messages/", views.inbox, name="messages"),
    path("messages/<uuid:pk>/", views.conversation, name="conversation"),
    path("messages/<uuid:pk>/answer/", views.answer, name="conversation_answer"),
    path("messages/<uuid:pk>/contact/", views.contact, name="contact"),
    path("messages/<uuid:pk>/contact/take-back/", views.contact_take_back, name="contact_take_back"),
    path("messages/report/<uuid:pk>/", views.report_message, name="report_message"),
    path("people/<uuid:pk>/write/", views.introduce, name="introduce"),
    path("people/<uuid:pk>/report/", views.report_profile, name="report_profile"),
]
