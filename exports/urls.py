from django.urls import path

from exports import views

app_name = "exports"
urlpatterns = [
    path("ask/<str:kind>/<str:subject>/", views.ask, name="ask"),
    path("newest/<str:kind>/<str:subject>.pdf", views.newest, name="newest"),
    path("status/<slug:key>/", views.status, name="status"),
    path("status/<slug:key>/retry/", views.retry, name="retry"),
    path("<slug:key>/<str:filename>", views.download, name="download"),
]
