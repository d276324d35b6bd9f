"""Days and times as words: weekday, date and month always, the year when it is not near."""

from datetime import date, time, timedelta
from typing import Final

from agent_worker.voice_core.capture.when import When
from agent_worker.voice_core.locale.numbers import TEENS, TENS, UNITS

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
ORDINALS: Final = (
    "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
    "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
NEAR: Final = timedelta(days=365)
PARTS: Final = {"M": "in the morning", "A": "in the afternoon", "E": "in the evening"}
EVENING: Final = 18
NOON: Final = 12


def number(value: int) -> str:
    """Return a number below a hundred as words."""
    if value < 10:
        return UNITS[value]
    if value < 20:
        return TEENS[value - 10]
    unit = f" {UNITS[value % 10]}" if value % 10 else ""
    return f"{TENS[value // 10 - 2]}{unit}"


def ordinal(value: int) -> str:
    """Return a day of the month as words."""
    if value <= 20:
        return ORDINALS[value]
    if value == 30:
        return "thirtieth"
    return f"{TENS[value // 10 - 2]} {ORDINALS[value % 10]}"


def year(value: int) -> str:
    """Return a year as words: "nineteen eighty two", "two thousand and one"."""
    century, rest = divmod(value, 100)
    if century == 20 and rest < 10:
        return "two thousand" + (f" and {number(rest)}" if rest else "")
    if rest == 0:
        return f"{number(century)} hundred"
    return f"{number(century)} " + (f"oh {number(rest)}" if rest < 10 else number(rest))


def day(value: date, today: date) -> str:
    """Return a day as words, with its year unless it lies within twelve months."""
    said = f"{WEEKDAYS[value.weekday()]} the {ordinal(value.day)} of {MONTHS[value.month - 1]}"
    return said if value - today < NEAR else f"{said} {year(value.year)}"


def clock(value: time) -> str:
    """Return a time as words: "half past ten in the morning"."""
    if value.minute == 0 and value.hour in {0, NOON}:
        return "midnight" if value.hour == 0 else "midday"
    hour = number((value.hour - 1) % NOON + 1)
    following = number(value.hour % NOON + 1)
    half = "in the morning" if value.hour < NOON else "in the afternoon"
    if value.hour >= EVENING:
        half = "in the evening"
    if value.minute == 0:
        return f"{hour} o'clock {half}"
    named = {15: f"quarter past {hour}", 30: f"half past {hour}", 45: f"quarter to {following}"}
    said = named.get(value.minute)
    if said is None or (value.minute == 45 and value.hour % NOON == NOON - 1):
        minute = number(value.minute)
        said = f"{hour} {minute}" if value.minute >= 10 else f"{hour} oh {minute}"
    return f"{said} {half}"


def spoken(when: When, today: date) -> str:
    """Return a day and a time as words."""
    said = day(when.day, today) if when.day else ""
    if when.start is None:
        return f"{said} {PARTS[when.part]}" if when.part else said
    start = clock(when.start)
    if when.end is not None:
        return f"{said}, between {start} and {clock(when.end)}"
    joint = {"after": "after", "before": "before", "": "at"}[when.bound]
    return f"{said}, {joint} {start}".removeprefix(", ")
