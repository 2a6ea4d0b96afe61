from django.urls import path

from network.staff.views import staff, statistics

urlpatterns = [
    path("staff/people/", staff.people, name="staff_people"),
    path("staff/people/<uuid:pk>/", staff.person, name="staff_person"),
    path("staff/people/<uuid:pk>/contact/", staff.contact, name="staff_contact"),
    path("staff/numbers/", statistics.statistics, name="statistics"),
    path("staff/numbers/<slug:year>.xlsx", statistics.workbook, name="statistics_workbook"),
]
