"""The day that begins at a word of a line of signs, said in any way."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from agent_worker.voice_core.capture.day_counted import LENGTHS, beside, day_from, nth_of_month
from agent_worker.voice_core.capture.day_named import holiday
from agent_worker.voice_core.capture.day_words import (
    AHEAD,
    NOON,
    NUMBER,
    WEEK,
    Day,
    Now,
    coming,
    counts,
    dated,
    next_such,
    weekday,
    word_at,
)

MISMATCH: Final = "datetime_mismatch"
DAYS_ON: Final = {"today": 0, "tonight": 0, "tomorrow": 1, "overmorrow": 2, "yesterday": -1}
WEEKS_ON: Final = {**AHEAD, "overweek": 2}
BEGINNINGS: Final = (
    frozenset({"in", "a", "an", "the", "at", "couple", "pair", "next", "this", "last", "nearest"})
    | frozenset({"overweek", "days", "week", "weeks", "fortnight", "months"})
    | frozenset(DAYS_ON)
)
"""Words but signs and figures with which a day begins."""
SIGNS: Final = frozenset({"wd", "mo", "ho"})
"""How the signs of weekdays, months and holidays begin."""


def read(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read the day that begins at word `at`, if one does."""
    word = words[at]
    if not (word[0].isdecimal() or word in BEGINNINGS or word[:2] in SIGNS):
        return None
    for reader in OF_NUMBER if word.isdecimal() else READERS:
        found = reader(words, at, now)
        if found is not None:
            return found
    return None


def _relative(words: Sequence[str], at: int, now: Now) -> Day | None:
    word = word_at(words, at)
    if word == "this" and word_at(words, at + 1).startswith("dp"):
        return Day(now.today, 1)
    if word not in DAYS_ON:
        return None
    day = now.today + timedelta(DAYS_ON[word])
    if word_at(words, at + 1) in {"week", "fortnight"}:
        return Day(day + timedelta(LENGTHS[words[at + 1]]), 2)
    return Day(day, 1)


def _weekday(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read a weekday with what stands before and behind it."""
    start = at
    week, used = _week_of(words, at)
    at += used
    at += used > 0 and word_at(words, at) in {"on", ","}
    following = used == 0 and words[at] == "next"
    at += following or (used == 0 and words[at] == "this")
    wanted = weekday(word_at(words, at))
    if wanted < 0:
        return None
    at += 1
    if used == 0:
        week, used = _week_of(words, at)
        at += used
    monday = now.today - timedelta(now.today.weekday())
    if used or following:
        day = monday + timedelta(WEEK * (week if used else 1) + wanted)
    else:
        ahead, used = _later(words, at)
        day = coming(now.today, wanted) + timedelta(ahead)
        at += used
    return _checked(Day(day, at - start), words, at, now)


def _week_of(words: Sequence[str], at: int) -> tuple[int, int]:
    """Read "next week" beside a weekday: weeks from this one, and words used, 0 if unsaid."""
    start = at
    at += word_at(words, at) in {"of", "in", "after"}
    word = word_at(words, at)
    if word == "overweek":
        return WEEKS_ON[word], at + 1 - start
    if word in WEEKS_ON and word_at(words, at + 1) == "week":
        return WEEKS_ON[word], at + 2 - start
    return 0, 0


def _later(words: Sequence[str], at: int) -> tuple[int, int]:
    """Read what puts a weekday off: "week", "in two weeks", "after next"; days, words used."""
    word = word_at(words, at)
    if word in {"week", "fortnight"}:
        return LENGTHS[word], 1
    if word == "after" and word_at(words, at + 1) == "next":
        return WEEK, 2
    start = at
    at += 1 + (word_at(words, at + 1) in {"a", "one"})
    count = 1
    if NUMBER.fullmatch(word_at(words, at)):
        count, at = int(words[at]), at + 1
    length = LENGTHS.get(word_at(words, at), 1)
    if word == "in" and length > 1:
        return count * length, at + 1 - start
    return 0, 0


def _dated(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read a date, and the weekday behind it, which must fit: "Jul 18, Thu"."""
    found = dated(words, at, now)
    if found is None or found.day is None or "but" in words[max(0, at - 2) : at]:
        return found
    behind = at + found.used
    comma = word_at(words, behind) == ","
    wanted = weekday(word_at(words, behind + comma))
    if wanted < 0:
        return found
    used = found.used + comma + 1
    fits = wanted == found.day.weekday()
    return found._replace(used=used) if fits else Day(None, used, MISMATCH)


def _number(words: Sequence[str], at: int, now: Now) -> Day | None:
    """Read the bare number behind a weekday as its date: "Monday 21", too late for an hour."""
    word = word_at(words, at)
    late = NUMBER.fullmatch(word) is not None and int(word) > NOON
    return next_such(int(word), 1, now) if late and not counts(words, at + 1) else None


def _checked(found: Day, words: Sequence[str], at: int, now: Now) -> Day:
    """Read on after a weekday: "the 27th" must fall on it."""
    skipped = at
    while word_at(words, skipped) in {",", "on"}:
        skipped += 1
    date_said = dated(words, skipped, now) or _number(words, at, now)
    if date_said is None:
        return found
    used = found.used + skipped - at + date_said.used
    if date_said.day is None:
        return date_said._replace(used=used)
    if found.day is not None and date_said.day.weekday() == found.day.weekday():
        return Day(date_said.day, used)
    return Day(None, used, MISMATCH)


READERS: Final = (_relative, day_from, nth_of_month, beside, _weekday, _dated, holiday)
OF_NUMBER: Final = (day_from, _dated)
"""What can begin with a bare number: "3 weeks hence", "3 December"."""
