"""A day and a time for a booking: said any way, always read back with weekday, date and month."""

import re
from datetime import datetime, timedelta
from typing import Final

import msgspec

from agent_worker.voice_core.capture import date_say
from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook
from agent_worker.voice_core.capture.date_parse import parse
from agent_worker.voice_core.capture.day_words import Now
from agent_worker.voice_core.capture.grammar import Plan, Reading
from agent_worker.voice_core.capture.when import EMPTY, PARTS, When, merged, of_value, printed

replace = msgspec.structs.replace
PAST: Final = "datetime_past"
DDMM: Final = re.compile(r"[0-9]{4}")
"""Day and month, as they are typed."""
CLOCK_CHANGE_STATES: Final = frozenset({"", "NSW", "VIC", "TAS", "SA", "ACT"})
"""Where clocks go forward at two in the morning on the first Sunday of October."""


class DateTime:
    """The grammar of booking times."""

    plan = Plan(
        name="datetime",
        failure="callback_requested",
        keys=True,
        keys_part="keys",
        typed=(("keys", 4),),
        top_level=1,
    )

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as a day, a time, or both, on top of `state.buffer`."""
        if state.asking == self.plan.keys_part and DDMM.fullmatch(text):
            text = f"{text[:2]}/{text[2:]}"
        new = parse(text, _now(context))
        if new == EMPTY:
            return Reading(buffer=state.buffer, outlook=Outlook.EMPTY, asking=state.asking)
        held = When(part=state.buffer if state.buffer in PARTS else "")
        return _resolved(merged(held, new), context)

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction: time only, day only, morning or afternoon only."""
        old = of_value(state.value or "")
        new = parse(text, _now(context), day_stands=True)
        made = merged(old, new)
        if new == EMPTY:
            return None
        reading = _resolved(made, context)
        return replace(reading, operation="part")

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find a day in a turn about something else: only with its time."""
        new = parse(text, _now(context))
        if new.day is None or (new.start is None and not new.part):
            return Reading()
        reading = _resolved(new, context)
        return reading if reading.value is not None else Reading()

    def keyed(self, keys: str, context: Context) -> Reading:
        """Only day and month are typed, once that was offered: `read` takes them."""
        del keys, context
        return Reading()

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return a day and a time as words."""
        del level
        return date_say.spoken(of_value(value), _now(context).today)

    def pieces(self, buffer: str) -> str:
        """Return what is known so far as words: a part of some day."""
        return date_say.PARTS.get(buffer, "")

    def hints(self, context: Context) -> tuple[str, ...]:
        """Weekdays and parts of the day."""
        return context.locale.words["hints.datetime"]


def _now(context: Context) -> Now:
    moment = datetime.fromisoformat(context.local_time)
    return Now(moment.date(), context.locale, context.state, moment.time())


def _resolved(when: When, context: Context) -> Reading:
    """Judge a day and a time: whole, past, impossible, or in want of a day."""
    now = datetime.fromisoformat(context.local_time).replace(tzinfo=None)
    if when.problem:
        return Reading(buffer="", outlook=Outlook.OPEN, problem=when.problem)
    day_said = when.day is not None
    if when.day is None and when.start is not None:
        moment = datetime.combine(now.date(), when.start)
        when = replace(when, day=now.date() + timedelta(days=moment <= now))
    if when.day is None:
        return Reading(
            buffer=when.part, outlook=Outlook.PREFIX, problem="datetime_day", asking="day"
        )
    if _is_past(when, now) or _skipped(when, context.state):
        return Reading(buffer="", outlook=Outlook.OPEN, problem=PAST)
    inferred = ("am" if when.start.hour < 12 else "pm",) if when.start and when.guessed else ()
    whole = day_said and when.start is not None
    return Reading(
        value=printed(when),
        outlook=Outlook.COMPLETE if whole else Outlook.OPEN,
        inferred=inferred,
    )


def _is_past(when: When, now: datetime) -> bool:
    if when.day is None or when.day < now.date():
        return True
    last = when.end or when.start
    if last is None or when.bound == "after" or when.day > now.date():
        return False
    return datetime.combine(when.day, last) <= now


def _skipped(when: When, state: str) -> bool:
    """Whether a time falls into the hour that the clocks leave out."""
    if when.day is None or when.start is None or state not in CLOCK_CHANGE_STATES:
        return False
    first_sunday = when.day.month == 10 and when.day.weekday() == 6 and when.day.day <= 7
    return first_sunday and when.start.hour == 2
