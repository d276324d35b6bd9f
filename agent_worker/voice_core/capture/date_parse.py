"""One turn as a day and a time: whatever it says of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

from agent_worker.voice_core.capture import clock_words, day_words
from agent_worker.voice_core.capture.clock_words import Clock
from agent_worker.voice_core.capture.date_words import canonical, corrections
from agent_worker.voice_core.capture.day_words import Now
from agent_worker.voice_core.capture.when import EMPTY, When, merged

replace = msgspec.structs.replace
TWO_DAYS = "datetime_two"
NO_DAY = "datetime_which"
PAST = "datetime_past"


class _Scan:
    """What is found while a line of signs is read."""

    def __init__(self) -> None:
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
    scan = _Scan()
    at = 0
    while at < len(words):
        at += _one(words, at, scan, now)
    return _when(scan, day_stands=day_stands)


def _one(words: Sequence[str], at: int, scan: _Scan, now: Now) -> int:
    """Read what begins at word `at` and return how many words it took."""
    word = words[at]
    special = _window(words, at, scan) or _hours_on(words, at, scan, now)
    if special:
        return special
    shifted = _shift(words, at, scan)
    if shifted:
        return shifted
    if word == "tonight":
        scan.part = "E"
    day = day_words.read(words, at, now)
    if day is not None:
        _add_day(day, words, at, scan)
        return day.used
    marked = word in {"at", "after", "before"}
    clock = clock_words.read(words, at + marked)
    if clock is not None and words[at - 1 : at] == ["but"]:
        return marked + clock.used  # "not two, three"
    if clock is not None:
        return marked + _add_time(clock, word if marked else "", scan)
    return _sign(word, scan)


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


def _add_day(day: day_words.Day, words: Sequence[str], at: int, scan: _Scan) -> None:
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


def _window(words: Sequence[str], at: int, scan: _Scan) -> int:
    """Read "between 2 and 4", "from 10 to 12", "10 till 12"."""
    opened = words[at] in {"between", "after"}
    first = clock_words.read(words, at + opened)
    if first is None:
        return 0
    middle = at + opened + first.used
    joint = words[middle] if middle < len(words) else ""
    if joint not in {"till", "to", "-"} and not (opened and joint == "before"):
        return 0
    last = clock_words.read(words, middle + 1)
    if last is None:
        return 0
    if first.half == "" and last.half:
        first = first._replace(half=_same_half(first, last))
    scan.start, scan.end, scan.bound = first, last, ""
    return middle + 1 + last.used - at


def _same_half(first: Clock, last: Clock) -> str:
    """Return the half of the day in which a window begins that ends at `last`."""
    if last.half == "am":
        return "am"
    return "pm" if first.hour % 12 <= last.hour % 12 else "am"


def _hours_on(words: Sequence[str], at: int, scan: _Scan, now: Now) -> int:
    """Read "in two hours", "in half an hour", "in an hour and a half"."""
    if words[at] != "in":
        return 0
    rest = [word for word in words[at + 1 : at + 5] if word not in {"a", "an", "about"}]
    skipped = len(words[at + 1 : at + 5]) - len(rest)
    for count, size in _amounts(rest):
        moment = datetime.combine(now.today, now.clock) + count
        scan.days.append(moment.date())
        half = "am" if moment.hour < 12 else "pm"
        scan.start = Clock(moment.hour, moment.minute, half, sure=True, used=0)
        return 1 + skipped + size
    return 0


def _amounts(rest: Sequence[str]) -> Iterator[tuple[timedelta, int]]:
    units = {"hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}
    if rest[:1] and rest[0] in units:
        yield units[rest[0]], 1
    elif rest[:2] == ["half", "hours"]:
        yield timedelta(minutes=30), 2
    elif len(rest) > 1 and rest[0].isdecimal() and rest[1] in units and len(rest[0]) < 3:
        yield int(rest[0]) * units[rest[1]], 2


def _shift(words: Sequence[str], at: int, scan: _Scan) -> int:
    """Read "the day after", "the week before": against a day that stands."""
    size = {"days": 1, "week": 7}.get(words[at])
    following = words[at + 1] if at + 1 < len(words) else ""
    if size is None or following not in {"after", "before"} or at + 2 < len(words):
        return 0
    scan.shift = size if following == "after" else -size
    return 2


def _when(scan: _Scan, *, day_stands: bool) -> When:
    days = list(dict.fromkeys(scan.days))
    problem = scan.problem
    if scan.either and len(days) > 1:
        problem = TWO_DAYS
    if not days and scan.refused and scan.shift:
        days = [scan.refused[-1] + timedelta(days=scan.shift)]  # "not tomorrow but the day after"
    if not days and scan.refused:
        problem = NO_DAY
    if scan.start is None and len(scan.bare) == 1 and (days or day_stands or scan.half):
        scan.start = scan.bare[0]
    day = days[-1] if days and not problem else None
    if scan.start is None:
        return When(day=day, part=scan.part, half=scan.half, shift=scan.shift, problem=problem)
    start_clock = scan.start if scan.start.half else scan.start._replace(half=scan.half)
    start, guessed = clock_words.resolved(start_clock, scan.part)
    end = None
    if scan.end is not None:
        end, _ = clock_words.resolved(scan.end, scan.part)
    return When(day=day, start=start, end=end, bound=scan.bound, guessed=guessed, problem=problem)
