"""Time zones: which may be chosen, and which moment a clock on the wall means."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NEAR = ["Asia/Kabul", "Asia/Dhaka", "Asia/Tehran", "Asia/Baghdad", "Asia/Karachi", "Asia/Dushanbe", "UTC"]
# Old names, offsets and the like would only make the list longer.
REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@lru_cache(maxsize=1)
def list_zone_names() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if name.startswith(REGIONS)) | {"UTC"}


def list_zone_choices() -> list[tuple[object, object]]:
    """For a select: where most members live first."""
    rest = sorted(list_zone_names() - set(NEAR))
    return [
        ("", gettext_lazy("Choose a time zone")),
        (gettext_lazy("Often chosen"), [(name, format_zone_name(name)) for name in NEAR]),
        (gettext_lazy("All others"), [(name, format_zone_name(name)) for name in rest]),
    ]


def format_zone_name(name: str) -> str:
    """Asia/Kabul -> Kabul (Asia). The names of the database are English; so are they here."""
    region, _slash, place = name.replace("_", " ").partition("/")
    return f"{place.rpartition('/')[2]} ({region})" if place else name


def convert_to_utc(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, at which clocks in the zone show this time.

    Raises ValidationError for a time that the clocks leave out or show twice: nobody may guess when people meet.
    """
    place = ZoneInfo(zone)
    wall = datetime.combine(day, clock)
    first = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    if first == second:
        return first
    if first.astimezone(place).replace(tzinfo=None) != wall:
        raise ValidationError(_("That day the clocks go forward and leave this time out. Choose one an hour later."))
    raise ValidationError(_("That day the clocks go back and show this time twice. Choose one an hour later."))


def convert_to_zone(moment: datetime, zone: str) -> datetime:
    """What the clocks in the zone show at the moment."""
    return moment.astimezone(ZoneInfo(zone))


def format_utc_offset(moment: datetime, zone: str) -> str:
    """UTC+04:30."""
    ahead = convert_to_zone(moment, zone).utcoffset() or timedelta()
    sign, minutes = "-" if ahead < timedelta() else "+", int(abs(ahead).total_seconds()) // 60
    return f"UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}"
