"""Days and times for a booking as they are said on the telephone and written by a recogniser."""

from datetime import date, datetime, timedelta
from random import Random

from tests.property.speech.phone import UNITS, Said, two

TODAY = date(2026, 11, 23)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
PARTS = {
    "morning": ("morning", "in the morning"),
    "afternoon": ("arvo", "afternoon", "in the afternoon"),
    "evening": ("evening", "in the evening"),
}
LEADS = ("", "", "um ", "maybe ", "can you do ", "how about ", "yeah, ", "I could do ")
TRAILS = ("", "", ".", "?", " thanks", " if you can", " please", " if that works")


def random_time(random: Random) -> str:
    """Return a value in its normal form: a date, one with a time, a part of the day or a window."""
    day = TODAY + timedelta(days=random.randrange(1, 90))
    kind = random.choice(("date", "time", "time", "time", "part", "window"))
    if kind == "date":
        return day.isoformat()
    if kind == "part":
        return f"{day.isoformat()} {random.choice(tuple(PARTS))}"
    start = random.randrange(7, 18)
    minute = random.choice((0, 0, 0, 15, 30, 45, 10, 20, 50))
    if kind == "time":
        return f"{day.isoformat()}T{start:02}:{minute:02}"
    return f"{day.isoformat()}T{start:02}:00/{day.isoformat()}T{start + 2:02}:00"


def _ordinal(day: int) -> str:
    if day <= 20:
        return ORDINALS[day]
    tens = "twenty" if day < 30 else "thirty"
    return "thirtieth" if day == 30 else f"{tens} {ORDINALS[day % 10]}"


def _figure(day: int) -> str:
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def day_said(day: date, random: Random, operators: list[str]) -> str:
    """Say a day in one of the ways that mean it and no other."""
    ways = ["ordinal of month", "month ordinal", "figures", "numeric"]
    ways += ["weekday and date", "of the nth"]
    ahead = (day - TODAY).days
    if ahead == 1:
        ways += ["tomorrow"] * 3
    if 1 <= ahead <= 6:
        ways += ["weekday"] * 3
    if 7 <= ahead + TODAY.weekday() < 14:
        ways += ["next weekday"] * 2
    if 8 <= ahead <= 13:
        ways += ["weekday week"]
    way = random.choice(ways)
    operators.append(way)
    ordinal, month, name = _ordinal(day.day), MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    return {
        "ordinal of month": f"the {ordinal} of {month}",
        "month ordinal": f"{month} {random.choice((_figure(day.day), ordinal, str(day.day)))}",
        "figures": f"the {_figure(day.day)} of {month}",
        "numeric": f"{day.day}/{day.month}"
        + random.choice(("", f"/{day.year}", f"/{day.year % 100}")),
        "weekday and date": f"{name} the {ordinal} of {month}",
        "of the nth": f"the {ordinal} of the {ORDINALS[day.month]}",
        "tomorrow": "tomorrow",
        "weekday": random.choice((name, f"this {name}", f"on {name}")),
        "next weekday": f"next {name}",
        "weekday week": f"{name} week",
    }[way]


def clock_said(hour: int, minute: int, random: Random, operators: list[str]) -> str:
    """Say a time of day; morning or afternoon only where it would be misunderstood."""
    short = (hour - 1) % 12 + 1
    plain = 7 <= hour <= 11 or 12 <= hour <= 18
    ways = ["written", "words", "colon"] + ["past and to"] * (minute in {15, 30, 45, 10, 20, 50})
    way = random.choice(ways)
    operators.append(f"clock {way}")
    this, following = _small(short), _small(short % 12 + 1)
    if way == "colon":
        said = f"{short}:{minute:02}"
    elif way == "written":
        said = str(short) if minute == 0 else f"{short}.{minute:02}"
    elif way == "past and to":
        said = {
            15: f"quarter past {this}", 30: f"half past {this}", 45: f"quarter to {following}",
            10: f"ten past {this}", 20: f"twenty past {this}", 50: f"ten to {following}",
        }[minute]  # fmt: skip
    else:
        said = this + (f" {two(str(minute))}" if minute else random.choice(("", " o'clock")))
    if plain and random.random() < 0.7:
        return said
    letter = "a" if hour < 12 else "p"
    spoken = " in the morning" if hour < 12 else " in the afternoon"
    halves = (
        (f" {letter}m", f"{letter}m", f" {letter}.m.")
        if said[-1].isdecimal()
        else (f" {letter}m", spoken)
    )
    return said + random.choice(halves)


def _small(value: int) -> str:
    return UNITS[value] if value < 10 else two(str(value))


def render(value: str, random: Random) -> Said:
    """Say a day and a time in one or two turns."""
    operators: list[str] = []
    lead, trail = random.choice(LEADS), random.choice(TRAILS)
    before, _, after = value.partition("/")
    day_text, _, part = before.partition(" ")
    day = date.fromisoformat(day_text[:10])
    said = day_said(day, random, operators)
    if random.random() < 0.1:
        operators.append("self-repair")
        wrong = day_said(day + timedelta(days=random.randrange(1, 9)), random, [])
        said = f"{wrong}, sorry, {said}"
    if part:
        return Said((f"{lead}{said} {random.choice(PARTS[part])}{trail}",), tuple(operators))
    if "T" not in before:
        return Said((f"{lead}{said}{trail}",), tuple(operators))
    start = datetime.fromisoformat(before)
    clock = clock_said(start.hour, start.minute, random, operators)
    if after:
        operators.append("window")
        end = datetime.fromisoformat(after)
        last = clock_said(end.hour, end.minute, random, [])
        clock = random.choice((f"between {clock} and {last}", f"from {clock} to {last}"))
        return Said((f"{lead}{said} {clock}{trail}",), tuple(operators))
    if random.random() < 0.15:
        operators.append("turns")
        return Said((lead + said, f"at {clock}{trail}"), tuple(operators))
    if random.random() < 0.3:
        operators.append("time first")
        return Said((f"{lead}{clock} on {said}{trail}".replace("on on ", "on "),), tuple(operators))
    return Said((f"{lead}{said} at {clock}{trail}",), tuple(operators))
