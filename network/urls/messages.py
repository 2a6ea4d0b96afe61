from django.urls import path

from network.views import messages

urlpatterns = [
    path("messages/", messages.inbox, name="messages"),
    path("messages/<uuid:pk>/", messages.conversation, name="conversation"),
    path("messages/<uuid:pk>/answer/", messages.answer, name="conversation_answer"),
    path("messages/<uuid:pk>/contact/", messages.contact, name="contact"),
    path("messages/<uuid:pk>/contact/take-back/", messages.contact_take_back, name="contact_take_back"),
    path("messages/report/<uuid:pk>/", messages.report_message, name="report_message"),
    path("people/<uuid:pk>/write/", messages.introduce, name="introduce"),
    path("people/<uuid:pk>/report/", messages.report_profile, name="report_profile"),
]
