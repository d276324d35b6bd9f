"""Days that are counted: so many from now, the second Tuesday of March, the Friday after Easter."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from agent_worker.voice_core.capture.day_named import holiday
from agent_worker.voice_core.capture.day_words import (
    AHEAD,
    NO_SUCH,
    NUMBER,
    ORDINAL,
    WEEK,
    Day,
    Now,
    coming,
    dated,
    month,
    months_on,
    weekday,
    word_at,
    year_at,
)

LEADING: Final = 5
"""Words of "in about a couple of" at most."""
LEADS: Final = frozenset({"a", "an", "the", "at", "couple", "pair", "of", "more", "another"})
LENGTHS: Final = {"days": 1, "week": 7, "weeks": 7, "fortnight": 14}
"""Days of each length of time below a month."""
MONTHS_OF: Final = {"months": 1, "years": 12}


def day_from(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "in a fortnight", "three days from now", "a week from Thursday", "2 Fridays hence"."""
    start = at
    inside = word_at(words, at) == "in"
    at += inside
    while at - start < LEADING and word_at(words, at) in LEADS:
        at += 1
    leads = words[start:at]
    count = 2 if "couple" in leads or "pair" in leads else 1
    if NUMBER.fullmatch(word_at(words, at)):
        count, at = int(words[at]), at + 1
    unit, at = word_at(words, at), at + 1
    if word_at(words, at) == "ago":
        return Day(None, at + 1 - start)
    if unit not in LENGTHS and unit not in MONTHS_OF:
        return _weekdays_on(words, at, start, now)
    base, way, at = _base(words, at, now, inside=inside and unit != "years")
    if base is None or ("the" in leads and unit != "days"):
        return None  # "the week after Easter" is seven days
    if unit in MONTHS_OF:
        return Day(months_on(base, way * count * MONTHS_OF[unit]), at - start)
    return Day(base + timedelta(way * count * LENGTHS[unit]), at - start)


def _weekdays_on(words: Sequence[str], at: int, start: int, now: Now) -> Day | None:
    """Read "three Fridays from now"; `at` is behind the weekday."""
    wanted, count = weekday(word_at(words, at - 1)), word_at(words, at - 2)
    if wanted < 0 or word_at(words, at) != "hence" or not NUMBER.fullmatch(count):
        return None
    ahead = WEEK * (int(count) - 1)
    return Day(coming(now.today, wanted) + timedelta(ahead), at + 1 - start)


def _base(words: Sequence[str], at: int, now: Now, *, inside: bool) -> tuple[date | None, int, int]:
    """Read what a length of time is counted from: a day, forwards or backwards, next word."""
    word = word_at(words, at)
    if word == "hence":
        return now.today, 1, at + 1
    joined = word in {"after", "before", "on"}
    bare = word_at(words, at - 1) == "days" and not joined  # "in the day, Wednesday"
    anchor = None if bare else _plain(words, at + joined, now)
    if anchor is None and word in {"after", "before"}:
        anchor = _anchor(words, at + 1, now)
    if anchor is not None and anchor.day is not None:
        return anchor.day, -1 if word == "before" else 1, at + joined + anchor.used
    return (now.today if inside else None), 1, at


def _plain(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read today, tomorrow or a weekday, next week's too."""
    word = word_at(words, at)
    if word == "next" and weekday(word_at(words, at + 1)) >= 0:
        ahead = WEEK - now.today.weekday() + weekday(words[at + 1])
        return Day(now.today + timedelta(ahead), 2)
    if word in {"today", "tomorrow"}:
        return Day(now.today + timedelta(word == "tomorrow"), 1)
    wanted = weekday(word)
    return Day(coming(now.today, wanted), 1) if wanted >= 0 else None


def _anchor(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read the holiday or date from which another day is counted."""
    the = word_at(words, at) == "the"
    named = holiday(words, at + the, now)
    return named._replace(used=named.used + the) if named else dated(words, at, now)


def _ranked(words: Sequence[str], at: int) -> tuple[int, int]:
    """Read "the second": which one, 0 if that is not said, and the word behind it."""
    at += word_at(words, at) == "the"
    found = ORDINAL.fullmatch(word_at(words, at))
    return (int(found.group(1)), at + 1) if found else (0, at)


def nth_of_month(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "the first Monday in December", "the last day of the month", "second last Friday"."""
    start = at
    which, at = _ranked(words, at)
    last = word_at(words, at) == "last"
    at += last
    unit = word_at(words, at)
    wanted = weekday(unit)
    if not (which or last) or (wanted < 0 and unit != "days"):
        return None
    behind = _month_behind(words, at + 1, now)
    if behind is None:
        return None
    nth = which or 1
    months, used = behind
    return _picked(months, wanted, -nth if last else nth, at + 1 + used - start, now)


def _month_behind(words: Sequence[str], at: int, now: Now) -> tuple[tuple[date, ...], int] | None:
    """Read "in December", "of the month", "of March 2027": the months meant, words used."""
    start = at
    if word_at(words, at) not in {"in", "of"}:
        return None
    at += 1 + (word_at(words, at + 1) == "the")
    way = word_at(words, at) if word_at(words, at) in AHEAD else ""
    at += bool(way)
    number = month(word_at(words, at))
    if word_at(words, at) == "months":
        return (months_on(now.today.replace(day=1), AHEAD.get(way, 0)),), at + 1 - start
    if not number:
        return None
    said, used = year_at(words, at + 1, now)
    years = (int(said),) if said else (now.today.year, now.today.year + 1)
    return tuple(date(year, number, 1) for year in years), at + 1 + used - start


def _picked(months: Sequence[date], wanted: int, nth: int, used: int, now: Now) -> Day:
    """Return the nth such day, from behind if negative, of the first month that still has it."""
    for first in months:
        every = [
            first.replace(day=day) for day in range(1, monthrange(first.year, first.month)[1] + 1)
        ]
        fitting = [day for day in every if wanted in {-1, day.weekday()}]
        if abs(nth) <= len(fitting):
            day = fitting[nth - 1 if nth > 0 else nth]
            if day >= now.today or len(months) == 1:
                return Day(day, used)
    return Day(None, used, NO_SUCH)


def beside(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "the Tuesday before Easter", "third Monday after Easter", "the Friday nearest to"."""
    start = at
    which, at = _ranked(words, at)
    near = word_at(words, at) == "nearest"
    at += near
    wanted = weekday(word_at(words, at))
    way = word_at(words, at + 1)
    if wanted < 0 or way not in ({"to"} if near else {"after", "before", "nearest"}):
        return None
    at += 2 + (way == "nearest" and word_at(words, at + 2) == "to")
    base = _plain(words, at, now) or _anchor(words, at, now)
    if base is None or base.day is None:
        return None
    return Day(_one_beside(base.day, wanted, way, which or 1), at + base.used - start)


def _one_beside(base: date, wanted: int, way: str, nth: int) -> date:
    """Return the nth such weekday after, before or nearest to a day."""
    after = coming(base, wanted)
    if way == "after":
        return after + timedelta(WEEK * (nth - 1))
    around = [after + timedelta(WEEK * weeks) for weeks in range(-nth - 1, nth + 1)]
    if way == "before":
        return [day for day in around if day < base][-nth]
    return sorted(around, key=lambda day: abs(day - base))[nth - 1]
