from django.urls import path

from toolkit.views import (
    beside,
    box,
    companion,
    contact,
    glossary,
    kit,
    law,
    offline,
    progress,
    saved,
    sharing,
    standings,
)

app_name = "toolkit"
urlpatterns = [
    path("translations/", progress.progress, name="progress"),
    path("contact/", contact.contact, name="contact"),
    path("box/", box.box, name="box"),
    path("offline/", offline.offline, name="offline"),
    path("saved/", saved.saved, name="saved"),
    # Ends in "/" and has no dot, as every address that a proxy may take for a page.
    path("saved/list/", saved.saved_list, name="saved_list"),
    path("saved/companion/", companion.ask_companion, name="ask_companion"),
    path("beside/<slug:one>/<slug:two>/", beside.beside, name="beside_home"),
    path("beside/<slug:one>/<slug:two>/<path:place>/", beside.beside, name="beside"),
    path("law/", law.law, name="law"),
    # Words that are no instrument's key stand before them.
    path("law/who-is-bound/", standings.standings, name="standings"),
    path("law/who-is-bound.xlsx", standings.standings_workbook, name="standings_workbook"),
    path("law/by-checklist/", standings.carrying, name="carrying"),
    path("law/by-checklist.xlsx", standings.carrying_workbook, name="carrying_workbook"),
    path("law/<slug:instrument>/", law.instrument, name="instrument"),
    path("law/<slug:instrument>/questions.xlsx", law.instrument_workbook, name="instrument_workbook"),
    path("law/questions/<slug:provision>.xlsx", law.provision_workbook, name="provision_workbook"),
    path("law/<slug:instrument>/<slug:provision>/", law.provision, name="provision"),
    path("kit/numbers/", companion.numbers, name="numbers"),
    path("kit/app/", companion.choose_app, name="choose_app"),
    path("kit/app/<slug:name>/", companion.app, name="app"),
    path("kit/app/<slug:name>/manifest/", companion.manifest, name="app_manifest"),
    path("kit/forms/<int:pk>.docx", kit.form_document, name="form_document"),
    path("kit/recordings/<int:pk>/", kit.recording, name="recording"),
    path("share/<slug:kind>/<int:pk>.png", sharing.share_picture, name="share_picture"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("glossary/<str:slug>/", glossary.term, name="term"),
]
