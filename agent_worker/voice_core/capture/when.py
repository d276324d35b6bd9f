"""A day and a time as far as they are known, and their normal form."""

from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

PARTS: Final = {"M": "morning", "A": "afternoon", "E": "evening"}
DAY: Final = timedelta(days=1)
NOON: Final = 12


class When(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a day and a time; None or empty where nothing was."""

    day: date | None = None
    start: time | None = None
    end: time | None = None
    """Of a window."""
    bound: str = ""
    """`after` or `before` when only one end of a window was said."""
    part: str = ""
    """`M`, `A` or `E`: morning, afternoon, evening."""
    guessed: bool = False
    """Morning or afternoon was not said but concluded from the hour."""
    problem: str = ""
    """Phrase that asks about what cannot be, e.g. a date that does not exist."""
    shift: int = 0
    """Days to move a day that was read back ("the day after")."""
    half: str = ""
    """`am` or `pm` said alone, for a time that stands."""


EMPTY: Final = When()


def merged(old: When, new: When) -> When:
    """Put what was said now over what stood."""
    made = old
    if new.day is not None:
        made = msgspec.structs.replace(made, day=new.day)
    elif new.shift and old.day is not None:
        made = msgspec.structs.replace(made, day=old.day + new.shift * DAY)
    if new.start is not None:
        made = msgspec.structs.replace(
            made, start=new.start, end=new.end, bound=new.bound, part="", guessed=new.guessed
        )
        if new.guessed and old.part:
            made = in_half(made, old.part)
    elif new.part or new.half:
        made = in_half(made, new.part or {"am": "M", "pm": "A"}[new.half])
    return msgspec.structs.replace(made, problem=new.problem)


def in_half(when: When, part: str) -> When:
    """Move a time into the morning or the afternoon; without one keep the part of the day."""
    noon = when.start is not None and when.start.hour == NOON
    if when.start is None or (noon and part == "E"):
        return msgspec.structs.replace(when, part=part, start=None, end=None, bound="")
    moved = [_moved(one, part) if one else None for one in (when.start, when.end)]
    return msgspec.structs.replace(when, start=moved[0], end=moved[1], guessed=False)


def _moved(moment: time, part: str) -> time:
    hour = moment.hour % NOON
    if part == "M":
        return moment.replace(hour=hour)
    return moment.replace(hour=hour + NOON)


def printed(when: When) -> str:
    """Return the normal form; empty without a day."""
    if when.day is None:
        return ""
    day = when.day.isoformat()
    if when.start is None:
        return f"{day} {PARTS[when.part]}" if when.part else day
    start = f"{day}T{when.start:%H:%M}"
    if when.end is not None:
        return f"{start}/{day}T{when.end:%H:%M}"
    return {"after": f"{start}/", "before": f"/{start}", "": start}[when.bound]


def of_value(value: str) -> When:
    """Return what a normal form says."""
    day_text, _, part = value.partition(" ")
    if part:
        letter = next(letter for letter, name in PARTS.items() if name == part)
        return When(day=date.fromisoformat(day_text), part=letter)
    if "T" not in value:
        return When(day=date.fromisoformat(value)) if value else EMPTY
    before, slash, after = value.partition("/")
    first = datetime.fromisoformat(before or after)
    end = datetime.fromisoformat(after).time() if before and after else None
    bound = "" if not slash or end else "after" if before else "before"
    return When(day=first.date(), start=first.time(), end=end, bound=bound)
