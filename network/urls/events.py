from django.urls import path

from network.views import event_administration, events

urlpatterns = [
    path("events/", events.events, name="events"),
    path("events/zone/", events.event_zone, name="event_zone"),
    path("events/<uuid:pk>/", events.event, name="event"),
    path("events/<uuid:pk>/join/", events.event_join, name="event_join"),
    path("events/<uuid:pk>/leave/", events.event_leave, name="event_leave"),
    path("events/<uuid:pk>/appointment.ics", events.event_calendar, name="event_calendar"),
    path("events/<uuid:pk>/feedback/", events.event_feedback, name="event_feedback"),
    path("events/run/", event_administration.events_run, name="events_run"),
    path("events/run/new/", event_administration.event_new, name="event_new"),
    path("events/run/<uuid:pk>/", event_administration.event_run, name="event_run"),
    path("events/run/<uuid:pk>/edit/", event_administration.event_edit, name="event_edit"),
    path("events/run/<uuid:pk>/off/", event_administration.event_off, name="event_off"),
]
