from django.urls import path

from toolkit.views import glossary, law, standings

app_name = "toolkit"
urlpatterns = [
    path("law/", law.law, name="law"),
    # Words that are no instrument's key stand before them.
    path("law/who-is-bound/", standings.standings, name="standings"),
    path("law/who-is-bound.xlsx", standings.standings_workbook, name="standings_workbook"),
    path("law/<slug:instrument>/", law.instrument, name="instrument"),
    path("law/questions/<slug:provision>.xlsx", law.provision_workbook, name="provision_workbook"),
    path("law/<slug:instrument>/<slug:provision>/", law.provision, name="provision"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary/<str:slug>/", glossary.term, name="term"),
]
