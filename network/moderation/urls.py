from django.urls import path

from network.moderation import views

urlpatterns = [
    path("moderation/", views.report_list, name="reports"),
    path("moderation/<uuid:pk>/", views.report, name="report"),
    path("moderation/trail/", views.trail, name="trail"),
    path("circles/post/<uuid:pk>/report/", views.post_report, name="post_report"),
]
