from django.urls import path

from network.events.views import administration, events

urlpatterns = [
    path("events/", events.events, name="events"),
    path("events/zone/", events.event_zone, name="event_zone"),
    path("events/<uuid:pk>/", events.event, name="event"),
    path("events/<uuid:pk>/join/", events.event_join, name="event_join"),
    path("events/<uuid:pk>/leave/", events.event_leave, name="event_leave"),
    path("events/<uuid:pk>/appointment.ics", events.event_calendar, name="event_calendar"),
    path("events/<uuid:pk>/feedback/", events.event_feedback, name="event_feedback"),
    path("events/run/", administration.events_run, name="events_run"),
    path("events/run/new/", administration.event_new, name="event_new"),
    path("events/run/<uuid:pk>/", administration.event_run, name="event_run"),
    path("events/run/<uuid:pk>/edit/", administration.event_edit, name="event_edit"),
    path("events/run/<uuid:pk>/off/", administration.event_off, name="event_off"),
]
