"""Times of day in a line of signs: half past two, ten to three, 8.30, 1430, noon."""

import re
from collections.abc import Sequence
from datetime import time
from typing import Final, NamedTuple

from agent_worker.voice_core.capture.day_words import word_at

CLOCK: Final = re.compile(r"(\d{1,2})[:.h](\d{2})")
TENTH: Final = re.compile(r"\d{1,2}\.[1-5]")
"""What recognisers make of 8.30."""
FOUR: Final = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
THREE: Final = re.compile(r"([1-9])([0-5]\d)")
PHONE: Final = re.compile(r"(?!20\d\d$)\d{3}")
"""Figures before what would be a time: no year, so it is a longer number."""
HOUR: Final = re.compile(r"\d{1,2}")
MINUTES: Final = frozenset({"5", "10", "15", "20", "25"})
"""What may be said of an hour without the word "minutes"."""
TOWARDS: Final = {"past": "past", "to": "to", "after": "past", "before": "to"}
UNITS: Final = frozenset(
    {"minutes", "hours", "days", "week", "weeks", "fortnight", "months", "years", "measure"}
)
"""What a number counts that is no time."""
LETTERS: Final = {"aletter": "am", "pletter": "pm"}
"""Half a day as one letter: only behind what is a time already."""
NAMED: Final = {"noon": (12, "pm"), "lunch": (12, "pm"), "midnight": (0, "am"), "cob": (17, "pm")}
BEGINNINGS: Final = frozenset({*NAMED, "half", "quarter"})
"""Signs but figures with which a time begins."""
NOON: Final = 12
LAST_MORNING_HOUR: Final = 7
"""Hours from here to eleven are in the morning, if nothing else is said; the rest after noon."""


class Clock(NamedTuple):
    """A time as it was said."""

    hour: int
    minute: int
    half: str
    """`am`, `pm`, or empty where it was not said and has to be concluded."""
    sure: bool
    """Whether it can only be a time: a bare number may be something else."""
    used: int


def resolved(clock: Clock, part: str = "") -> tuple[time, bool]:
    """Return the time meant and whether morning or afternoon was concluded."""
    hour = clock.hour
    if hour > NOON or (hour == 0 and not clock.half):
        return time(hour, clock.minute), False
    half = clock.half or {"M": "am", "A": "pm", "E": "pm"}.get(part, "")
    guessed = not half
    if guessed:
        half = "am" if LAST_MORNING_HOUR <= hour < NOON else "pm"
    if part == "E" and hour == NOON and not clock.half:
        half = "am"
    return time(hour % NOON + (NOON if half == "pm" else 0), clock.minute), guessed


def read(words: Sequence[str], at: int) -> Clock | None:
    """Read the time that begins at word `at`, if one does."""
    word = word_at(words, at)
    if not (word[:1].isdecimal() or word in BEGINNINGS):
        return None
    for reader in (_named, _fraction, _minutes_to, _written, _four, _hour_minute, _hour):
        clock = reader(words, at)
        counted = clock is not None and word_at(words, at + clock.used) in UNITS
        if clock is not None and not counted and clock.hour < 24 and clock.minute < 60:
            return _with_half(clock, words, at)
    return None


def _with_half(clock: Clock, words: Sequence[str], at: int) -> Clock:
    used = clock.used
    if word_at(words, at + used) in {"oclock", "ish"}:
        clock, used = clock._replace(sure=True), used + 1
    half = word_at(words, at + used)
    if half in {"dpM", "dpA", "dpE"} and not clock.half:
        night = half == "dpE" and clock.hour == NOON
        meant = "am" if half == "dpM" or night else "pm"
        return clock._replace(half=meant, sure=True, used=used + 1)
    if half in {"am", "pm"} and not clock.half:
        return clock._replace(half=half, sure=True, used=used + 1)
    if half in LETTERS and not clock.half:
        return clock._replace(half=LETTERS[half], used=used + 1)
    return clock._replace(used=used)


def _named(words: Sequence[str], at: int) -> Clock | None:
    """Read "noon"; lunch may be what somebody is out for."""
    word = word_at(words, at)
    named = NAMED.get(word)
    return Clock(named[0], 0, named[1], sure=word != "lunch", used=1) if named else None


def _fraction(words: Sequence[str], at: int) -> Clock | None:
    """Read "half past two", "half five" and "quarter to four"."""
    word, towards = word_at(words, at), word_at(words, at + 1)
    if word == "half":
        return _turned(30, "past", words, (at, at + 1 + (towards == "past")))
    if word == "quarter" and towards in TOWARDS:
        return _turned(15, TOWARDS[towards], words, (at, at + 2))
    return None


def _minutes_to(words: Sequence[str], at: int) -> Clock | None:
    """Read "ten to three", "20 minutes past noon": never a window from ten to three."""
    minutes = word_at(words, at)
    named = word_at(words, at + 1) == "minutes"
    if minutes not in MINUTES and not (named and HOUR.fullmatch(minutes)):
        return None
    towards = TOWARDS.get(word_at(words, at + 1 + named), "")
    if not towards or word_at(words, at - 1) in {"between", "after"}:
        return None
    return _turned(int(minutes) % 60, towards, words, (at, at + 2 + named))


def _turned(minutes: int, towards: str, words: Sequence[str], at: tuple[int, int]) -> Clock | None:
    """Read the hour behind "quarter past" and "ten to": where all began, where the hour does."""
    start, place = at
    word = word_at(words, place)
    hour, half = NAMED.get(word, (0, ""))
    written = word_at(words, place + 1) == "h"
    if HOUR.fullmatch(word) and 1 <= int(word) <= (23 if written else NOON):
        hour = int(word)
    elif word not in NAMED:
        return None
    used = place + 1 + written - start
    if towards == "past":
        return Clock(hour, minutes, half, sure=True, used=used)
    half = {"noon": "am", "lunch": "am", "midnight": "pm"}.get(word, half)
    hour = hour - 1 if hour > NOON else (hour - 2) % NOON + 1
    return Clock(hour, (60 - minutes) % 60, half, sure=True, used=used)


def _written(words: Sequence[str], at: int) -> Clock | None:
    """Read 8:30, 8.30, 14h30 and 15h."""
    word = word_at(words, at)
    found = CLOCK.fullmatch(f"{word}0" if TENTH.fullmatch(word) else word)
    if found is not None:
        return Clock(int(found.group(1)), int(found.group(2)), "", sure=True, used=1)
    if HOUR.fullmatch(word) and word_at(words, at + 1) == "h":
        return Clock(int(word), 0, "", sure=True, used=2)
    return None


def _four(words: Sequence[str], at: int) -> Clock | None:
    """Read 1430 and 930; what may be a year is none, or not surely one."""
    word = word_at(words, at)
    hours = word_at(words, at + 1) == "hours"
    found = FOUR.fullmatch(word) or THREE.fullmatch(word)
    if found is None or word_at(words, at + 1).isdecimal() or PHONE.match(word_at(words, at - 1)):
        return None  # "5550 1234"
    if re.fullmatch(r"20[2-3]\d", word):
        return None
    half = "" if len(word) == 3 else "am" if int(found.group(1)) < NOON else "pm"
    hour = int(found.group(1))
    sure = hours or (len(word) == 4 and not word.startswith("20"))
    return Clock(hour, int(found.group(2)), half, sure=sure, used=1 + hours)


def _hour_minute(words: Sequence[str], at: int) -> Clock | None:
    """Read "ten thirty" and "eight oh five"."""
    hour, minute = word_at(words, at), word_at(words, at + 1)
    if HOUR.fullmatch(hour) and re.fullmatch(r"0[1-9]|[1-5]\d", minute) and int(hour) > 0:
        return Clock(int(hour), int(minute), "", sure=False, used=2)
    return None


def _hour(words: Sequence[str], at: int) -> Clock | None:
    hour = word_at(words, at)
    if HOUR.fullmatch(hour) and 1 <= int(hour) <= 23:
        return Clock(int(hour), 0, "", sure=False, used=1)
    return None
