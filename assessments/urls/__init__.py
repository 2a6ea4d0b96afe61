"""Work on a checklist without an account, below /<language>/work/."""

from django.urls import path

from assessments.views import alone, bringing, taking

app_name = "assessments"
urlpatterns = [
    path("<uuid:key>/", alone.fill, name="fill"),
    path("<uuid:key>/result/", alone.result, name="result"),
    path("<uuid:key>/clear/", alone.clear, name="clear"),
    path("<uuid:key>/take/<slug:what>/", taking.take, name="take"),
    path("<uuid:key>/bring/", bringing.bring, name="bring"),
    path("<uuid:key>/accept/", bringing.accept, name="accept"),
    path("<uuid:key>/quick/", bringing.quick, name="quick"),
]
