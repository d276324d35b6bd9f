"""Dates of birth as they are said on the telephone and written by a recogniser."""

from datetime import date, timedelta
from random import Random

from tests.property.speech.date_time import MONTHS, ORDINALS, TODAY
from tests.property.speech.phone import SORRY, UNITS, Said, two

LEADS = (
    "", "", "", "it's ", "um ", "I was born on ", "yeah it's ", "my date of birth is ", "it's the ",
    "born ", "sure, ", "that's ",
)  # fmt: skip
TRAILS = ("", "", "", ".", " thanks", ", mate", " please")


def random_birth(random: Random) -> str:
    """Return a day on which somebody who rings was born."""
    years = random.choice(((8, 17), (18, 60), (18, 60), (18, 60), (60, 90), (90, 118)))
    return (TODAY - timedelta(days=random.randrange(years[0] * 366, years[1] * 365))).isoformat()


def ordinal(day: int) -> str:
    """Return the day as a word."""
    if day <= 20:
        return ORDINALS[day]
    if day == 30:
        return "thirtieth"
    return f"{'twenty' if day < 30 else 'thirty'} {ORDINALS[day % 10]}"


def figure(day: int) -> str:
    """Return the day as recognisers write it: 3rd."""
    ending = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def number(value: int) -> str:
    """Return a small number in words."""
    return UNITS[value] if value < 10 else two(str(value))


def padded(value: int, random: Random) -> str:
    """Say a number with the zero that stands before it on a form."""
    zero = random.choice(("oh ", "zero ", "oh "))
    return zero + number(value) if value < 10 else number(value)


def year_said(year: int, random: Random) -> str:
    """Say a year in words, or write it."""
    century, rest = divmod(year, 100)
    if century == 20:
        ways = ["two thousand" + (f"{random.choice((' and ', ' '))}{number(rest)}" if rest else "")]
        ways += [f"twenty {padded(rest, random)}" if rest else "two thousand"]
    elif rest:
        ways = [f"nineteen {'oh ' if rest < 10 else ''}{number(rest)}"] * 2
        ways += [f"nineteen hundred and {number(rest)}"]
    else:
        ways = ["nineteen hundred"]
    return random.choice((*ways, str(year), str(year)))


def short_year(year: int, random: Random) -> str:
    """Say a year by its last two figures, where these mean no later one."""
    rest = year % 100
    return random.choice((two(f"{rest:02}") if rest else "double oh", f"{rest:02}"))


def may_be_short(year: int) -> bool:
    """Whether the last two figures mean this year."""
    return TODAY.year - 100 < year < TODAY.year


def _with_month(day: date, random: Random, operators: list[str]) -> str:
    month, words = MONTHS[day.month - 1], ordinal(day.day)
    said = random.choice(
        (
            f"the {words} of {month}", f"{words} of {month}", f"{figure(day.day)} of {month}",
            f"the {figure(day.day)} of {month}", f"{day.day} {month}", f"{month} {figure(day.day)}",
            f"{month} the {words}", f"{month} {day.day}", f"{words} {month}",
        )
    )  # fmt: skip
    operators.append("month named")
    return said


def _written(day: date, random: Random, operators: list[str]) -> str:
    operators.append("written")
    sign = random.choice("//-.")
    year = random.choice(
        (f"{day.year}", f"{day.year % 100:02}" if may_be_short(day.year) else f"{day.year}")
    )
    d, m = random.choice(((f"{day.day:02}", f"{day.month:02}"), (str(day.day), str(day.month))))
    whole = random.choice((f"{d}{sign}{m}{sign}{year}", f"{d} {m} {year}"))
    together = f"{day.day:02}{day.month:02}{year}"
    return random.choice((whole, whole, together))


def _numbers(day: date, random: Random, operators: list[str]) -> str:
    operators.append("numbers")
    short = may_be_short(day.year) and random.random() < 0.6
    year = short_year(day.year, random) if short else year_said(day.year, random)
    open_tens = day.day in {20, 30} and day.month < 10  # "twenty, one": nobody runs these together
    joint = ", " if open_tens else random.choice((" ", ", "))
    say = padded if random.random() < 0.5 else lambda value, _: number(value)
    return joint.join((say(day.day, random), say(day.month, random), year))


def _of_the(day: date, random: Random, operators: list[str]) -> str:
    operators.append("of the nth")
    the = random.choice(("the ", ""))
    return f"{the}{ordinal(day.day)} of the {ORDINALS[day.month]}"


def render(value: str, random: Random) -> Said:
    """Say a date of birth in one or two turns."""
    operators: list[str] = []
    day = date.fromisoformat(value)
    lead, trail = random.choice(LEADS), random.choice(TRAILS)
    way = random.choice(("named", "named", "named", "written", "numbers", "of the"))
    if way in {"written", "numbers"}:
        make = _written if way == "written" else _numbers
        return Said(
            (lead.removesuffix("the ") + make(day, random, operators) + trail,), tuple(operators)
        )
    lead = lead.removesuffix("the ")
    make = _with_month if way == "named" else _of_the
    front = make(day, random, operators)
    if random.random() < 0.1:
        operators.append("self-repair")
        other = day + timedelta(days=random.choice((-1, 1, 31, 40)))
        front = make(other, random, []) + random.choice(SORRY) + front
    if may_be_short(day.year) and random.random() < 0.3:
        operators.append("short year")
        year = short_year(day.year, random)
    else:
        operators.append("year")
        year = year_said(day.year, random)
    if random.random() < 0.15:
        operators.append("turns")
        return Said(
            (lead + front, random.choice(("", "it's ", "")) + year + trail), tuple(operators)
        )
    if random.random() < 0.15:
        operators.append("fillers")
        front += random.choice((" um", ", uh,", ", er,"))
    return Said((f"{lead}{front}{random.choice((' ', ', ', ' '))}{year}{trail}",), tuple(operators))
