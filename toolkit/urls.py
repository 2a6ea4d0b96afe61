from django.urls import path

from toolkit import views

app_name = "toolkit"
urlpatterns = [
    path("law/", views.law, name="law"),
    path("law/<slug:instrument>/", views.instrument, name="instrument"),
    path("law/<slug:instrument>/<slug:provision>/", views.provision, name="provision"),
    path("glossary/", views.glossary, name="glossary"),
    path("glossary/<str:slug>/", views.term, name="term"),
]
