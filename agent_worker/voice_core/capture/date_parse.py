"""One turn as a day and a time: whatever it says of them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from agent_worker.voice_core.capture import clock_words, day_read
from agent_worker.voice_core.capture.clock_words import Clock
from agent_worker.voice_core.capture.date_amount import amount
from agent_worker.voice_core.capture.date_words import canonical, corrections, sign_names
from agent_worker.voice_core.capture.day_words import NTH, Day, Now, month, word_at
from agent_worker.voice_core.capture.when import EMPTY, When, merged

replace = msgspec.structs.replace
TWO_DAYS = "datetime_two"
NO_DAY = "datetime_which"
PAST = "datetime_past"
AGAIN = "datetime_again"
NOON: Final = 12
MARKERS: Final = {"at": "at", "after": "after", "before": "before", "until": "before"}
"""What makes a number a time, and what it says of it."""
PLAIN: Final = frozenset({"a", "an", "couple", "in", "pair", "the", "within"})
"""Words but signs and figures with which something begins."""
JOINTS: Final = frozenset({"till", "until", "to", "-"})
"""What stands between the ends of a window."""
JOINED: Final = JOINTS | {"before"}
"""What makes it worth looking for one: "after two but before four"."""


class _Scan:
    """What is found while a line of signs is read."""

    def __init__(self, *, joined: bool) -> None:
        self.joined = joined
        self.days: list[date] = []
        self.refused: list[date] = []
        self.problem = ""
        self.start: Clock | None = None
        self.end: Clock | None = None
        self.bound = ""
        self.part = ""
        self.half = ""
        self.bare: list[Clock] = []
        self.shift = 0
        self.either = False
        self.loose = False
        """Whether what was taken for a window may be any two numbers."""


def parse(text: str, now: Now, *, day_stands: bool = False) -> When:
    """Read a turn; what is said after "sorry" takes the place of what it corrects.

    Args:
        text: The turn.
        now: Today, and the locale.
        day_stands: A day is known already, so that a bare number is a time.
    """
    when = EMPTY
    for segment in corrections(text, now.locale):
        words = canonical(segment, now.locale).split()
        new = _read(words, now, day_stands=day_stands or when.day is not None)
        when = merged(when, new) if when != EMPTY else new
    return when


def _read(words: Sequence[str], now: Now, *, day_stands: bool) -> When:
    scan = _Scan(joined=not JOINED.isdisjoint(words))
    known = sign_names(now.locale)
    at = 0
    while at < len(words):
        telling = words[at] in known or words[at] in PLAIN or words[at][0].isdecimal()
        at += _one(words, at, scan, now) if telling else 1
    return _when(scan, day_stands=day_stands)


def _one(words: Sequence[str], at: int, scan: _Scan, now: Now) -> int:
    """Read what begins at word `at` and return how many words it took."""
    word = words[at]
    special = (
        _days_apart(words, at, scan, now)
        or _window(words, at, scan)
        or _hours_on(words, at, scan, now)
        or _shift(words, at, scan)
        or _some_week(words, at, scan, now)
    )
    if special:
        return special
    if word == "tonight":
        scan.part = "E"
    day = day_read.read(words, at, now)
    if day is not None:
        _add_day(day, words, at, scan)
        return day.used
    marked = _marking(words, at)
    clock = clock_words.read(words, at + marked)
    if clock is not None and words[at - 1 : at] in (["but"], ["last"]):
        return marked + clock.used  # "not two, three"; "since two"
    if clock is not None:
        return marked + _add_time(clock, MARKERS.get(word, ""), scan)
    return _sign(word, scan)


def _marking(words: Sequence[str], at: int) -> int:
    """Return how many words lead to a time: "after", "before about", "by the (end of the day)"."""
    if words[at] not in MARKERS:
        return 0
    following = word_at(words, at + 1)
    the = following == "the" and word_at(words, at + 2) in clock_words.NAMED
    return 1 + (the or following == "at")


def _sign(word: str, scan: _Scan) -> int:
    if word in {"dpM", "dpA", "dpE"}:
        scan.part = word[2]
    elif word in {"am", "pm"}:
        scan.half = word
    elif word == "onwards":
        scan.bound = "after"
    elif word == "either":
        scan.either = True
    return 1


def _add_day(day: Day, words: Sequence[str], at: int, scan: _Scan) -> None:
    scan.problem = scan.problem or day.problem
    if day.day is None:
        return
    before = words[max(0, at - 2) : at]
    if words[at - 1 : at] == ["last"]:
        scan.problem = PAST
        return
    (scan.refused if "but" in before else scan.days).append(day.day)


def _add_time(clock: Clock, marker: str, scan: _Scan) -> int:
    if not (clock.sure or marker or scan.part):
        scan.bare.append(clock)
        return clock.used
    if scan.either and scan.start is not None and scan.start != clock:
        scan.problem = TWO_DAYS
    scan.start = clock
    scan.bound = marker if marker in {"after", "before"} else ""
    return clock.used


def _days_apart(words: Sequence[str], at: int, scan: _Scan, now: Now) -> int:
    """Read "the 13th to the 15th of July", "Monday till Wednesday": which of the days is open."""
    if not scan.joined:
        return 0
    joint = next((ahead for ahead in range(at + 1, at + 5) if word_at(words, ahead) in JOINTS), 0)
    if not joint:
        return 0
    start, at = at, at + (words[at] in {"after", "between"})
    first = day_read.read(words, at, now)
    the = words[at] == "the"
    numbered = NTH.fullmatch(word_at(words, at + the)) is not None and at + the + 1 == joint
    if not numbered and (first is None or at + first.used != joint):
        return 0
    last = day_read.read(words, joint + 1, now) if joint + 1 < len(words) else None
    if last is None and not (first and _numbered_on(words, at, joint + 1)):
        return 0
    scan.problem = TWO_DAYS
    return joint + 1 + (last.used if last else 1) - start


def _numbered_on(words: Sequence[str], at: int, end: int) -> bool:
    """Whether a number ends days that began at word `at`: "December 3 to 5", "the 3rd to 5th"."""
    found = NTH.fullmatch(word_at(words, end))
    timed = word_at(words, end + 1) in {"oclock", "am", "pm"}
    return found is not None and (found[2] is not None or (month(words[at]) > 0 and not timed))


def _window(words: Sequence[str], at: int, scan: _Scan) -> int:
    """Read "between 2 and 4", "from 10 to 12", "10 till 12", "after 2 but before 4"."""
    if not scan.joined:
        return 0
    opened = words[at] in {"between", "after"}
    start = at + (opened or words[at] == "at")
    first = clock_words.read(words, start)
    if first is None:
        return 0
    middle = start + first.used
    if opened and word_at(words, middle + 1) == "before":
        middle += words[middle] in {"but", "till", ","}
    joint = word_at(words, middle)
    if joint not in JOINTS and not (opened and joint == "before"):
        return 0
    last = clock_words.read(words, middle + 1)
    if last is None:
        return 0
    if first.half == "" and last.half:
        first = first._replace(half=_same_half(first, last))
    sure = start > at or joint == "until" or first.sure or last.sure
    scan.start, scan.end, scan.bound = first, last, ""
    scan.loose = not sure
    return middle + 1 + last.used - at


def _same_half(first: Clock, last: Clock) -> str:
    """Return the half of the day in which a window begins that ends at `last`."""
    if last.half == "am":
        return "am"
    within = (first.hour % NOON, first.minute) < (last.hour % NOON, last.minute)
    return "pm" if within else "am"


def _hours_on(words: Sequence[str], at: int, scan: _Scan, now: Now) -> int:
    """Read "in two hours", "in half an hour", "an hour and a half from now"."""
    inside = words[at] in {"in", "within"}
    found = amount(words, at + inside) if inside or "hence" in words else None
    if found is None:
        return 0
    length, used = found
    used += inside
    hence = word_at(words, at + used) == "hence"
    if not (inside or hence):
        return 0
    moment = datetime.combine(now.today, now.clock) + length
    scan.days.append(moment.date())
    half = "am" if moment.hour < NOON else "pm"
    scan.bound = "before" if words[at] == "within" else ""
    scan.start = Clock(moment.hour, moment.minute, half, sure=True, used=0)
    return used + hence


def _shift(words: Sequence[str], at: int, scan: _Scan) -> int:
    """Read "the day after", "the week before": against a day that stands."""
    size = {"days": 1, "week": 7}.get(words[at])
    following = word_at(words, at + 1)
    if size is None or following not in {"after", "before"} or at + 2 < len(words):
        return 0
    scan.shift = size if following == "after" else -size
    return 2


def _some_week(words: Sequence[str], at: int, scan: _Scan, now: Now) -> int:
    """Read "the week of the sixth", "the week after Easter": any day of seven."""
    some = words[at] == "week" and words[at - 1 : at] == ["the"]
    joined = some and word_at(words, at + 1) in {"after", "before"}
    if not (joined or words[at] == "weekof") or at + 1 + joined == len(words):
        return 0
    day = day_read.read(words, at + 1 + joined, now)
    if day is None:
        return 0
    scan.problem = NO_DAY
    return 1 + joined + day.used


def _when(scan: _Scan, *, day_stands: bool) -> When:
    days, problem = _days(scan)
    day = days[-1] if days and not problem else None
    stands = day_stands or bool(days)
    if scan.start is None and len(scan.bare) == 1 and stands:
        scan.start = scan.bare[0]
    if scan.start is None or (scan.loose and not stands):
        return When(day=day, part=scan.part, half=scan.half, shift=scan.shift, problem=problem)
    start_clock = scan.start if scan.start.half else scan.start._replace(half=scan.half)
    start, guessed = clock_words.resolved(start_clock, scan.part)
    end = _end(scan, start)
    if end is not None and end <= start:
        problem = problem or AGAIN
    return When(day=day, start=start, end=end, bound=scan.bound, guessed=guessed, problem=problem)


def _days(scan: _Scan) -> tuple[list[date], str]:
    """Return the days that were said, and what is wrong with them."""
    days = list(dict.fromkeys(scan.days))
    if scan.either and len(days) > 1:
        return days, TWO_DAYS
    if not days and scan.refused and scan.shift:
        days = [scan.refused[-1] + timedelta(days=scan.shift)]  # "not tomorrow but the day after"
    return days, NO_DAY if not days and scan.refused else scan.problem


def _end(scan: _Scan, start: time) -> time | None:
    """Return when a window ends: with neither half of the day said, behind its beginning."""
    if scan.end is None:
        return None
    end, guessed = clock_words.resolved(scan.end, scan.part)
    if guessed and end <= start and end.hour < NOON:
        return end.replace(hour=end.hour + NOON)  # "from six to eight": both after noon
    return end
