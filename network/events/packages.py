"""An entry for a member's own calendar: when, and nothing else. A calendar lies on servers that we do not know."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from network.events.domain import convert_to_zone
from network.models import Signup

# Zone rules are written for this long before and after: a file need not hold a century of them.
AROUND = timedelta(days=366)


def render_calendar_file(signup: Signup) -> bytes:
    """An iCalendar file (RFC 5545) with a neutral title, on the clocks where the event takes place."""
    import icalendar

    event = signup.event
    entry = icalendar.Event()
    entry.add("uid", signup.calendar_id)
    # Midnight: the file need not tell when she was here.
    entry.add("dtstamp", datetime.combine(timezone.now().date(), time.min, UTC))
    entry.add("dtstart", convert_to_zone(event.starts.replace(microsecond=0), event.zone))
    entry.add("dtend", convert_to_zone(event.ends.replace(microsecond=0), event.zone))
    entry.add("summary", _("Appointment"))
    entry.add("class", "PRIVATE")
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Calendar//EN")
    calendar.add_component(entry)
    calendar.add_missing_timezones((event.starts - AROUND).date(), (event.ends + AROUND).date())
    return calendar.to_ical()
