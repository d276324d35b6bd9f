"""Holidays: days with a name, by rule where there is one, else by the table of the locale."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from agent_worker.voice_core.capture.day_words import (
    NO_SUCH,
    WEEK,
    Day,
    Now,
    weekday,
    word_at,
    year_at,
)
from agent_worker.voice_core.locale import Locale

RULE: Final = re.compile(
    r"(?:(?P<states>[A-Z,]+) )?(?:easter(?P<away>[+-]\d+)|(?P<day>\d\d-\d\d)(?:/(?P<on>wd\d))?)"
)
"""Days from Easter, a day of the year, or the first such weekday from there on."""


class Named(NamedTuple):
    """One day of a name, and where it is kept; nowhere said is everywhere."""

    day: date
    states: frozenset[str]


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - correction + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % WEEK
    late = (golden + 11 * moon + 22 * sunday) // 451
    ahead = moon + sunday - WEEK * late
    return date(year, 3, 22) + timedelta(ahead)


def holiday(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read "Christmas", "Easter Monday 2027", "Labour Day next year"."""
    word = word_at(words, at)
    if not word.startswith("hol_"):
        return None
    said, used = year_at(words, at + 1, now)
    years = (int(said),) if said else (now.today.year, now.today.year + 1)
    days = [
        one
        for year in years
        for one in _days(now.locale, word, year)
        if said or one.day >= now.today
    ]
    here = [one.day for one in days if not one.states or now.state in one.states]
    every = here or [one.day for one in days]
    return Day(min(every), 1 + used) if every else Day(None, 1 + used, NO_SUCH)


@cache
def _table(locale: Locale) -> dict[tuple[str, int], tuple[Named, ...]]:
    found: dict[tuple[str, int], list[Named]] = {}
    for line in locale.tables.get("holidays", "").splitlines():
        day, name, states = line.split("|")
        made = Named(date.fromisoformat(day), frozenset(states.split(",")))
        found.setdefault((name, made.day.year), []).append(made)
    return {key: tuple(days) for key, days in found.items()}


@cache
def _days(locale: Locale, word: str, year: int) -> tuple[Named, ...]:
    """Return the days of one year that have this name."""
    names = locale.words[f"date.name_{word.removeprefix('hol_')}"]
    return tuple(one for name in names for one in _day_of(locale, name, year))


def _day_of(locale: Locale, name: str, year: int) -> Iterator[Named]:
    rule = RULE.fullmatch(name)
    if rule is None:
        yield from _table(locale).get((name, year), ())
        return
    states = frozenset(filter(None, (rule["states"] or "").split(",")))
    if rule["away"]:
        yield Named(easter(year) + timedelta(int(rule["away"])), states)
        return
    day = date.fromisoformat(f"{year}-{rule['day']}")
    ahead = (weekday(rule["on"]) - day.weekday()) % WEEK if rule["on"] else 0
    yield Named(day + timedelta(ahead), states)
