"""Days in a line of signs that need nothing else: 3/12, the third of December, the 3rd."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale

NUMERIC: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
NTH: Final = re.compile(r"(\d{1,2})(st|nd|rd|th)?")
NUMBER: Final = re.compile(r"\d{1,2}")
YEAR: Final = re.compile(r"20\d{2}")
WEEKDAYS: Final = {f"wd{number}": number for number in range(7)}
MONTHS: Final = {f"mo{number}": number for number in range(1, 13)}
AHEAD: Final = {"last": -1, "this": 0, "next": 1}
"""Which week, month or year is meant, from the present one."""
WEEK: Final = 7
SOON: Final = 10
"""A year in two figures that stands apart is at most so many away."""
LIFETIME: Final = 50
"""Further ahead, a year in two figures is one of the last century."""
TIMED: Final = frozenset(
    {"am", "pm", "aletter", "pletter", "oclock", "ish", "h", "past", "to", "till", "until"}
) | {"minutes", "hours", "measure"}
"""Behind a number: it is no day of the month."""
NOON: Final = 12
ALONE: Final = 10
""""The one" is no day of the month, "the 24" is."""
COUNTED: Final = frozenset(
    {"ranked", "last", "nearest", "days", "week", "weekof", "weeks", "months", "quarter", "qtr"}
)
"""What a number is of that is no day of the month: "the third week"."""
NO_SUCH: Final = "datetime_no_such"


class Day(NamedTuple):
    """A day that was said; `problem` where it cannot be."""

    day: date | None
    used: int
    problem: str = ""


class Now(NamedTuple):
    """What a day depends on."""

    today: date
    locale: Locale
    state: str
    clock: time = time(0)
    """Time of day: "in two hours"."""


def word_at(words: Sequence[str], at: int) -> str:
    """Return a word, empty where the line has none."""
    return words[at] if 0 <= at < len(words) else ""


def weekday(word: str) -> int:
    """Return 0 for Monday to 6, -1 for anything else."""
    return WEEKDAYS.get(word, -1)


def month(word: str) -> int:
    """Return 1 for January to 12, 0 for anything else."""
    return MONTHS.get(word, 0)


def coming(today: date, wanted: int) -> date:
    """Return the next such weekday, never today."""
    return today + timedelta((wanted - today.weekday() - 1) % WEEK + 1)


def months_on(day: date, count: int) -> date:
    """Return the same day so many months on, or the last that the month has."""
    ahead = day.month - 1 + count
    year, number = day.year + ahead // 12, ahead % 12 + 1
    return date(year, number, min(day.day, monthrange(year, number)[1]))


def dated(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read a date, in figures or with its month."""
    for reader in (_numeric, _month_day, _day_month):
        found = reader(words, at, now)
        if found is not None:
            return found
    return None


def _numeric(words: Sequence[str], at: int, now: Now) -> Day | None:
    word = word_at(words, at)
    found = ISO.fullmatch(word)
    if found:
        return made(int(found.group(3)), int(found.group(2)), found.group(1), 1, now)
    found = NUMERIC.fullmatch(word)
    dotted = "." in word and word_at(words, at - 1) == "on"  # "on 5.12"
    if found is None or ("/" not in word and found.group(3) is None and not dotted):
        return None
    if dotted and int(found.group(2)) > 12:
        return None
    return made(int(found.group(1)), int(found.group(2)), found.group(3) or "", 1, now)


def _month_day(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "December 3rd", "March the fourth"."""
    number = month(word_at(words, at))
    if not number:
        return None
    start = at
    at += 1 + (word_at(words, at + 1) in {"the", ","})
    found = NTH.fullmatch(word_at(words, at))
    if found is None or (words[at - 1] == "," and counts(words, at + 1)):
        return None  # "March, 3 o'clock"
    year, used = year_at(words, at + 1, now)
    return made(int(found.group(1)), number, year, at + 1 + used - start, now)


def year_at(words: Sequence[str], at: int, now: Now) -> tuple[str, int]:
    """Read the year behind a date, `("", 0)` if none is said: "2027", ", 27", "next year"."""
    start = at
    at += word_at(words, at) in {",", "of", "in"}
    word, following = word_at(words, at), word_at(words, at + 1)
    if YEAR.fullmatch(word):
        return word, at + 1 - start
    if word in AHEAD and following == "years":
        return str(now.today.year + AHEAD[word]), at + 2 - start
    if word == "20" and NUMBER.fullmatch(following):
        return f"20{following}", at + 2 - start
    short = NUMBER.fullmatch(word) is not None and int(word) > 12
    soon = short and 0 <= int(word) - now.today.year % 100 <= SOON
    if soon and following not in {"minutes", "hours", "h"}:
        return f"20{word}", at + 1 - start
    return "", 0


def _day_month(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "the 3rd of December", "3 December", "third of the twelfth", and a lone "the 3rd"."""
    start = at
    the = word_at(words, at) == "the"
    at += the
    found = NTH.fullmatch(word_at(words, at))
    if found is None:
        return None
    nth, at = int(found.group(1)), at + 1
    ordinal = found.group(2) is not None
    of = word_at(words, at) == "of"
    named = _of_month(words, at, now, nth)
    if named is not None:
        return named._replace(used=named.used + at - start)
    before = word_at(words, start - 1)
    late = (the and nth >= ALONE) or (before == "on" and nth > NOON)
    ordinal = ordinal or (late and not counts(words, at))
    alone = len(words) == 1 or before in {"on", ","} or weekday(before) >= 0
    behind = word_at(words, at + of)
    counted = weekday(behind) >= 0 or behind in COUNTED or (nth < 4 and behind.isdecimal())
    if not ordinal or counted or not (the or alone):
        return None
    return next_such(nth, at - start, now)


def counts(words: Sequence[str], at: int) -> bool:
    """Whether what stands behind a number makes it a time, or the number of something."""
    word = word_at(words, at)
    return word in TIMED or word[:1].isdecimal()


def _of_month(words: Sequence[str], at: int, now: Now, nth: int) -> Day | None:
    """Read on after a day's number: "of December", "of the twelfth", "day of next month"."""
    start = at
    at += word_at(words, at) == "days"
    of = word_at(words, at) == "of"
    the = of and word_at(words, at + 1) == "the"
    at += of + the
    word, following = word_at(words, at), word_at(words, at + 1)
    way = word if word in AHEAD else ""
    if of and word_at(words, at + bool(way)) == "months":
        first = months_on(now.today.replace(day=1), AHEAD.get(way, 0))
        used = at + 1 + bool(way) - start
        return made(nth, first.month, str(first.year), used, now)
    number = month(word)
    numbered = ORDINAL.fullmatch(word)
    if of and numbered:
        number = int(numbered.group(1))
    if not number or (not of and ORDINAL.fullmatch(following)):
        return None  # "four, December 8th"
    year, used = year_at(words, at + 1, now)
    return made(nth, number, year, at + 1 + used - start, now)


def next_such(day: int, used: int, now: Now) -> Day:
    """Return the next day of that number: this month's, or the next month's that has one."""
    if not 1 <= day <= 31:
        return Day(None, used, NO_SUCH)
    firsts = [months_on(now.today.replace(day=1), ahead) for ahead in range(4)]
    long_enough = [one for one in firsts if day <= monthrange(one.year, one.month)[1]]
    days = [first.replace(day=day) for first in long_enough]
    return Day(next(one for one in days if one >= now.today), used)


def made(day: int, number: int, year: str, used: int, now: Now) -> Day:
    """Return a date of a year, or its next occurrence."""
    if len(year) == 2:
        year = f"{19 if int(year) + 2000 > now.today.year + LIFETIME else 20}{year}"
    years = (int(year),) if year else range(now.today.year, now.today.year + 5)
    possible = [
        one for one in years if 1 <= number <= 12 and 1 <= day <= monthrange(one, number)[1]
    ]
    for one in possible:
        found = date(one, number, day)
        if found >= now.today or year:
            return Day(found, used)
    return Day(None, used, NO_SUCH)
