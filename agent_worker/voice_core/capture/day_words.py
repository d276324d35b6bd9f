"""Days in a line of signs: weekdays, dates, holidays, and so many days from now."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import Final, NamedTuple

from agent_worker.voice_core.locale import Locale

NUMERIC: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
ORDINAL: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
NUMBER: Final = re.compile(r"\d{1,2}")
YEAR: Final = re.compile(r"20\d{2}")
WEEK: Final = 7
LEADING: Final = 5
"""Words of "in about a couple of" at most."""
LENGTHS: Final = {"days": 1, "week": 7, "weeks": 7, "fortnight": 14}
NO_SUCH: Final = "datetime_no_such"
MISMATCH: Final = "datetime_mismatch"


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


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


def weekday(word: str) -> int:
    """Return 0 for Monday to 6, -1 for anything else."""
    return int(word[2:]) if re.fullmatch(r"wd[0-6]", word) else -1


def month(word: str) -> int:
    """Return 1 for January to 12, 0 for anything else."""
    return int(word[2:]) if re.fullmatch(r"mo\d{1,2}", word) else 0


def read(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read the day that begins at word `at`, if one does."""
    for reader in (
        _relative,
        _from,
        _nth_weekday,
        _weekday,
        _numeric,
        _month_day,
        _day_month,
        _beside,
        _holiday,
    ):
        found = reader(words, at, now)
        if found is not None:
            return found
    return None


def _relative(words: Sequence[str], at: int, now: Now) -> Day | None:
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "overmorrow": 2, "yesterday": -1}
    word = _word(words, at)
    if word == "this" and _word(words, at + 1).startswith("dp"):
        return Day(now.today, 1)
    if word not in ahead:
        return None
    day = now.today + timedelta(ahead[word])
    if _word(words, at + 1) in {"week", "fortnight"}:
        return Day(day + timedelta(LENGTHS[words[at + 1]]), 2)
    return Day(day, 1)


def _from(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "in a fortnight", "three days from now", "a week from Thursday"."""
    start = at
    inside = _word(words, at) == "in"
    at += inside
    while at - start < LEADING and _word(words, at) in {"a", "an", "about", "couple", "of"}:
        at += 1
    couple = "couple" in words[start:at]
    count = 2 if couple else 1
    if NUMBER.fullmatch(_word(words, at)):
        count, at = int(words[at]), at + 1
    length = LENGTHS.get(_word(words, at))
    if length is None and _word(words, at) != "months":
        return None
    unit, at = words[at], at + 1
    base, at = _base(words, at, now, inside=inside)
    if base is None:
        return None
    day = _months_on(base, count) if unit == "months" else base + timedelta(count * (length or 0))
    return Day(day, at - start)


def _base(words: Sequence[str], at: int, now: Now, *, inside: bool) -> tuple[date | None, int]:
    if _word(words, at) in {"after", "on"} and weekday(_word(words, at + 1)) >= 0:
        return _coming(now.today, weekday(words[at + 1])), at + 2
    if _word(words, at) == "after" and _word(words, at + 1) in {"now", "today", "tomorrow"}:
        return now.today + timedelta(words[at + 1] == "tomorrow"), at + 2
    if weekday(_word(words, at)) >= 0:
        return _coming(now.today, weekday(words[at])), at + 1
    if _word(words, at) in {"today", "tomorrow"}:
        return now.today + timedelta(words[at] == "tomorrow"), at + 1
    return (now.today, at) if inside else (None, at)


def _months_on(day: date, count: int) -> date:
    ahead = day.month - 1 + count
    year, number = day.year + ahead // 12, ahead % 12 + 1
    return date(year, number, min(day.day, monthrange(year, number)[1]))


def _coming(today: date, wanted: int) -> date:
    """Return the next such weekday, never today."""
    return today + timedelta((wanted - today.weekday() - 1) % WEEK + 1)


def _nth_weekday(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "the first Monday in December" and "the last Friday of the month"."""
    found = ORDINAL.fullmatch(_word(words, at))
    last = _word(words, at) == "last"
    wanted = weekday(_word(words, at + 1))
    if wanted < 0 or not (found or last) or _word(words, at + 2) not in {"in", "of"}:
        return None
    the = _word(words, at + 3) == "the"
    named = _word(words, at + 3 + the)
    number = month(named) or (now.today.month if named == "months" else 0)
    if not number:
        return None
    for year in (now.today.year, now.today.year + 1):
        days = [date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)]
        fitting = [day for day in days if day.weekday() == wanted]
        nth = len(fitting) if found is None else int(found.group(1))
        if nth <= len(fitting) and fitting[nth - 1] >= now.today:
            return Day(fitting[nth - 1], 4 + the)
    return Day(None, 4 + the, NO_SUCH)


def _weekday(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read a weekday with what stands before and behind it."""
    start = at
    way = words[at] if _word(words, at) in {"next", "this", "overweek"} else ""
    at += bool(way)
    at += way == "overweek" and _word(words, at) in {"on", ","}
    if way == "next" and _word(words, at) == "week":
        at += 1
        at += _word(words, at) in {"on", ","}
    wanted = weekday(_word(words, at))
    if wanted < 0:
        return None
    at += 1
    day = _coming(now.today, wanted)
    following = _word(words, at)
    if way == "overweek" or following == "overweek":
        monday = now.today - timedelta(now.today.weekday())
        day = monday + timedelta(2 * WEEK + wanted)
        at += following == "overweek"
    elif way == "next" or (following == "next" and _word(words, at + 1) == "week"):
        monday = now.today - timedelta(now.today.weekday())
        day = monday + timedelta(WEEK + wanted)
        at += 2 * (following == "next")
    elif following == "in" and (size := _weeks_on(words, at + 1)):
        day += timedelta(size[0])
        at += 1 + size[1]
    elif following in {"week", "fortnight"}:
        day += timedelta(LENGTHS[following])
        at += 1
    return _checked(Day(day, at - start), words, at, now, plain=not way)


def _weeks_on(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Read the end of "Thursday in two weeks": days, and how many words say so."""
    article = _word(words, at) in {"a", "one"}
    count = 1
    start = at
    at += article
    if NUMBER.fullmatch(_word(words, at)):
        count, at = int(words[at]), at + 1
    length = LENGTHS.get(_word(words, at), 1)
    return (count * length, at + 1 - start) if length > 1 else None


def _checked(found: Day, words: Sequence[str], at: int, now: Now, *, plain: bool) -> Day:
    """Read on after a weekday: "the 27th" must fall on it."""
    skipped = at
    while _word(words, skipped) in {",", "on"}:
        skipped += 1
    dated = None
    for reader in (_day_month, _month_day, _numeric):
        dated = dated or reader(words, skipped, now)
    if dated is None:
        return found
    used = found.used + skipped - at + dated.used
    if dated.day is None:
        return dated._replace(used=used)
    wanted = found.day.weekday() if found.day else -1
    if dated.day.weekday() == wanted:
        return Day(dated.day, used)
    del plain
    return Day(None, used, MISMATCH)


def _numeric(words: Sequence[str], at: int, now: Now) -> Day | None:
    word = _word(words, at)
    found = ISO.fullmatch(word)
    if found:
        return _made(int(found.group(3)), int(found.group(2)), found.group(1), 1, now)
    found = NUMERIC.fullmatch(word)
    if found is None or ("." in word and found.group(3) is None):
        return None
    if "-" in word and found.group(3) is None:
        return None
    return _made(int(found.group(1)), int(found.group(2)), found.group(3) or "", 1, now)


def _month_day(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "December 3rd", "March the fourth"."""
    number = month(_word(words, at))
    if not number:
        return None
    the = _word(words, at + 1) == "the"
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", _word(words, at + 1 + the))
    if found is None:
        return None
    year, used = _year(words, at + 2 + the)
    return _made(int(found.group(1)), number, year, 2 + the + used, now)


def _year(words: Sequence[str], at: int) -> tuple[str, int]:
    comma = _word(words, at) == ","
    if YEAR.fullmatch(_word(words, at + comma)):
        return words[at + comma], 1 + comma
    if _word(words, at) == "20" and NUMBER.fullmatch(_word(words, at + 1)):
        return f"20{words[at + 1]}", 2
    return "", 0


def _day_month(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "the 3rd of December", "3 December", "third of the twelfth", and a lone "the 3rd"."""
    start = at
    at += _word(words, at) == "the"
    found = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", _word(words, at))
    if found is None:
        return None
    timed = _word(words, at + 1) in {"oclock", "am", "pm"}
    ordinal = found.group(2) is not None or (words[start] == "the" and not timed)
    day, at = int(found.group(1)), at + 1
    of = _word(words, at) == "of"
    the = of and _word(words, at + 1) == "the"
    named = _word(words, at + of + the)
    number = month(named)
    nth = ORDINAL.fullmatch(named)
    if not number and of and nth:
        number = int(nth.group(1))
    if number and not of and ORDINAL.fullmatch(_word(words, at + 1)):
        return None  # "four, December 8th"
    if number and (of or not the):
        year, used = _year(words, at + of + the + 1)
        return _made(day, number, year, at + of + the + 1 + used - start, now)
    before = _word(words, start - 1)
    alone = len(words) == 1 or before in {"on", ","} or weekday(before) >= 0
    if not ordinal or weekday(named) >= 0 or not (words[start] == "the" or alone):
        return None
    return _next_such(day, at - start, now)


def _next_such(day: int, used: int, now: Now) -> Day:
    """Return the next day of that number: this month's, or the next month's that has one."""
    if not 1 <= day <= 31:
        return Day(None, used, NO_SUCH)
    for ahead in range(4):
        first = _months_on(now.today.replace(day=1), ahead)
        if day <= monthrange(first.year, first.month)[1]:
            found = first.replace(day=day)
            if found >= now.today:
                return Day(found, used)
    return Day(None, used, NO_SUCH)


def _made(day: int, number: int, year: str, used: int, now: Now) -> Day:
    years = (
        (int(year) + (2000 if len(year) == 2 else 0),)
        if year
        else tuple(range(now.today.year, now.today.year + 5))
    )
    possible = [
        one for one in years if 1 <= number <= 12 and 1 <= day <= monthrange(one, number)[1]
    ]
    for one in possible:
        made = date(one, number, day)
        if made >= now.today or year:
            return Day(made, used)
    return Day(None, used, NO_SUCH)


def _beside(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "the day after Christmas", "the Tuesday before Australia Day"."""
    start = at
    at += _word(words, at) == "the"
    wanted = weekday(_word(words, at))
    if _word(words, at) != "days" and wanted < 0:
        return None
    way = _word(words, at + 1)
    the = _word(words, at + 2) == "the"
    if way not in {"after", "before"}:
        return None
    base = _holiday(words, at + 2 + the, now) or _day_month(words, at + 2 + the, now)
    if base is None or base.day is None:
        return None
    step = 1 if way == "after" else -1
    day = base.day + timedelta(step)
    while wanted >= 0 and day.weekday() != wanted:
        day += timedelta(step)
    return Day(day, at + 2 + the + base.used - start)


@cache
def _holidays(locale: Locale) -> dict[str, tuple[tuple[date, frozenset[str]], ...]]:
    table: dict[str, list[tuple[date, frozenset[str]]]] = {}
    for line in locale.tables.get("holidays", "").splitlines():
        day, name, states = line.split("|")
        table.setdefault(name, []).append((date.fromisoformat(day), frozenset(states.split(","))))
    return {name: tuple(days) for name, days in table.items()}


def _holiday(words: Sequence[str], at: int, now: Now) -> Day | None:
    word = _word(words, at)
    if not word.startswith("hol_"):
        return None
    days: set[date] = set()
    for name in now.locale.words[f"date.name_{word.removeprefix('hol_')}"]:
        if re.fullmatch(r"\d\d-\d\d", name):
            made = _made(int(name[3:]), int(name[:2]), "", 1, now)
            days |= {made.day} if made.day else set()
        days |= {
            day
            for day, states in _holidays(now.locale).get(name, ())
            if day >= now.today and (not now.state or now.state in states)
        }
    return Day(min(days), 1) if days else Day(None, 1, NO_SUCH)
