"""Work on checklists, below /<language>/work/: alone without an account, and in teams below team/."""

from django.urls import include, path

from assessments.urls import extras, teams
from assessments.views import alone, collecting, downloads, importing

app_name = "assessments"
urlpatterns = [
    path("team/", include(teams.urlpatterns)),
    path("team/", include(extras.urlpatterns)),
    path("<uuid:key>/", alone.fill, name="fill"),
    path("<uuid:key>/result/", alone.result, name="result"),
    path("<uuid:key>/clear/", alone.clear, name="clear"),
    path("<uuid:key>/take/<slug:what>/", downloads.take, name="take"),
    path("<uuid:key>/bring/", importing.bring, name="bring"),
    path("<uuid:key>/accept/", importing.accept, name="accept"),
    path("<uuid:key>/collect/", collecting.collect, name="collect"),
    path("<uuid:key>/collect/form.xlsx", collecting.form, name="xlsform"),
    path("<uuid:key>/quick/", importing.quick, name="quick"),
]
