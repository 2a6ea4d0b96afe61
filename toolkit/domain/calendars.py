"""Days by the Solar Hijri calendar, which offices in Afghanistan and Iran write."""

from datetime import date

from persiantools.jdatetime import JalaliDate

# The same months have Persian names in Iran, the signs' Arabic names in Dari, and Pashto ones in Pashto.
SOLAR_MONTHS = {
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split(),
    "prs": "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت".split(),
    "ps": "وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب".split(),
}


def write_solar_day(day: date, language: str) -> str:
    """“7 قوس 1405”, digits still Latin; "" where readers count otherwise, and for days that the calendar lacks."""
    months = SOLAR_MONTHS.get(language)
    if months is None or not 622 < day.year < 9000:
        return ""
    solar = JalaliDate.to_jalali(day.year, day.month, day.day)  # type: ignore[no-untyped-call]  # says nothing
    return f"{solar.day} {months[solar.month - 1]} {solar.year}"
