"""Every address below /<language>/modules/."""

from django.urls import include, path

from modules.views import catalogue, feeds, pages, sharing, videos

app_name = "modules"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("compare/", catalogue.compare, name="compare"),
    path("feed.xml", feeds.atom, name="feed"),
    path("list.json", feeds.listing, name="list"),
    path("videos/<slug:key>/<slug:language>.vtt", videos.captions, name="captions"),
    path("videos/<slug:key>/<slug:language>.chapters.vtt", videos.chapters, name="chapters"),
    path("films/<int:pk>/", videos.recording, name="recording"),
    path("films/<int:pk>/small/", videos.recording, {"small": True}, name="small_recording"),
    path("films/<int:pk>/poster/", videos.poster, name="poster"),
    path("share/<int:pk>.png", sharing.share_picture, name="share_picture"),
    path("", include("modules.urls.package_downloads")),
    path("", include("modules.urls.lecturers")),
    path("", include("modules.urls.building")),
    path("<slug:slug>/parts/<slug:key>/", pages.part, name="part"),
    path("<slug:slug>/assessment/", pages.assessment, name="assessment"),
    path("<slug:slug>/readings/", pages.readings, name="readings"),
    path("<slug:slug>/readings.bib", pages.bibtex, name="bibtex"),
    path("<slug:slug>/readings.ris", pages.ris, name="ris"),
    path("<slug:slug>/", pages.module, name="module"),
]
