from django.urls import path

from network.views import moderation

urlpatterns = [
    path("moderation/", moderation.report_list, name="reports"),
    path("moderation/<uuid:pk>/", moderation.report, name="report"),
    path("moderation/trail/", moderation.trail, name="trail"),
]
