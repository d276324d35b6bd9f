"""Runs cases of the capture primitives: turns in, value and what was asked out."""

from collections.abc import Generator, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Begin,
    CaptureEvent,
    Context,
    FieldState,
    Heard,
    Keyed,
    Primitive,
    ReadBack,
    ReadBackFinished,
    Silence,
)
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.phrases import render
from agent_worker.voice_core.redaction import NOTHING, Memory, redact, redact_key

NOW: Final = "2026-11-23T09:00:00+11:00"
"""Reference time of a case that names none (CAPTURE.md section 7)."""


class CaseContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a case may say of the world."""

    ref: str = NOW
    tz: str = "Australia/Sydney"
    state: str = ""
    caller_id: str | None = None
    choices: Any = None
    shapes: tuple[str, ...] = ()
    unit: str = ""
    target: str = ""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that is not plain text."""

    nbest: tuple[str, ...] | None = None
    dtmf: str | None = None
    silence_ms: int | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a case file."""

    id: str
    primitive: str
    turns: tuple[str | Turn, ...]
    expect: str | int | msgspec.UnsetType | None = msgspec.UNSET
    note: str = ""
    context: CaseContext = CaseContext()

    @property
    def wanted(self) -> str | msgspec.UnsetType | None:
        """What it expects, in the normal form: a quantity may be written as a number."""
        return str(self.expect) if isinstance(self.expect, int) else self.expect


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a case came to."""

    id: str
    value: str | None
    status: str
    asked: tuple[str, ...]
    readback: str | None
    inferred: tuple[str, ...]
    events: tuple[Action, ...]


class BadLine(msgspec.Struct, frozen=True):
    """A line that is no case, and why."""

    line: int
    why: str


def read_cases(path: Path) -> Iterator[Case | BadLine]:
    """Read a case file line by line; a bad line does not stop the rest."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            case = msgspec.json.decode(line, type=Case)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield BadLine(number, str(error))
            continue
        if _moment(case) is None:
            yield BadLine(number, f"no moment {case.context.ref!r} in {case.context.tz!r}")
        elif _primitive(case) is None:
            yield BadLine(number, f"no primitive called {case.context.target or case.primitive!r}")
        else:
            yield case


def _moment(case: Case) -> str | None:
    """Return the case's present moment where its caller is, None if it names none."""
    try:
        moment = datetime.fromisoformat(case.context.ref)
        zone = ZoneInfo(case.context.tz)
    except (ValueError, KeyError, OSError):
        return None
    local = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    return local.isoformat()


def _primitive(case: Case) -> Primitive | None:
    fed = case.context.target if case.primitive == "dtmf" and case.context.target else ""
    return PRIMITIVES.get(fed or case.primitive)


def events_of(case: Case, locale: Locale) -> Iterator[CaptureEvent]:
    """Return a case's turns as the events that a call would give the primitive, cards hidden."""
    memory = NOTHING
    for turn in case.turns:
        if isinstance(turn, str) and case.primitive == "dtmf":
            memory = yield from _keyed(turn, memory)
        elif isinstance(turn, str) or turn.nbest is not None:
            said = (turn,) if isinstance(turn, str) else turn.nbest or ()
            clean = [redact(text, memory, locale) for text in said]
            memory = clean[0][1] if clean else memory
            yield Heard(texts=tuple(text for text, _ in clean))
        elif turn.dtmf is not None:
            memory = yield from _keyed(turn.dtmf, memory)
        else:
            yield Silence()


def _keyed(keys: str, memory: Memory) -> Generator[CaptureEvent, None, Memory]:
    for pressed in keys:
        key, memory = redact_key(pressed, memory)
        yield Keyed(key=key)
    return memory


def context_of(case: Case, locale: Locale) -> Context:
    """Return what the case lets its primitive know."""
    told = case.context
    return Context(
        locale=locale,
        local_time=_moment(case) or told.ref,
        caller_id=told.caller_id,
        state=told.state,
        shapes=told.shapes,
        unit=told.unit,
        choices=tuple(_choices(told.choices)),
    )


def _choices(told: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Read choices: names, or ids with their names and synonyms."""
    if isinstance(told, dict):
        for one, names in told.items():
            yield str(one), tuple(map(str, names)) if isinstance(names, list) else (str(names),)
    for one in told if isinstance(told, list) else ():
        if isinstance(one, dict):
            identity = str(one.get("id", one.get("name", "")))
            name = str(one.get("name", one.get("label", identity.replace("_", " "))))
            yield identity, (name, *map(str, one.get("synonyms", ())))
        else:
            yield str(one), (str(one).replace("_", " "),)


def run(case: Case, locale: Locale) -> Outcome:
    """Give a case's turns to its primitive, every read-back heard to its end.

    Raises:
        KeyError: If there is no such primitive; `read_cases` lets none through.
    """
    primitive = _primitive(case)
    if primitive is None:
        raise KeyError(case.primitive)
    context = context_of(case, locale)
    state, actions = _steps(primitive, context, [Begin(), *events_of(case, locale)])
    said = [action for action in actions if isinstance(action, Ask | ReadBack)]
    asked = tuple(_text(locale, action) for action in said)
    return Outcome(
        id=case.id,
        value=state.value,
        status=state.status.value,
        asked=asked,
        readback=_read_back(locale, said),
        inferred=state.inferred,
        events=tuple(actions),
    )


def _steps(
    primitive: Primitive, context: Context, events: Iterable[CaptureEvent]
) -> tuple[FieldState, list[Action]]:
    state = FieldState()
    done: list[Action] = []
    for event in events:
        state, actions = primitive.step(state, event, context)
        done += actions
        for action in actions:
            if isinstance(action, ReadBack):
                state, _ = primitive.step(state, ReadBackFinished(action.readback), context)
    return state, done


def _read_back(locale: Locale, said: list[Ask | ReadBack]) -> str | None:
    """Return the last read-back whole: a value said in parts, each part that was said of it."""
    whole: list[ReadBack] = []
    for action in said:
        if not isinstance(action, ReadBack):
            continue
        goes_on = action.phrase.endswith("_next") and whole and whole[-1].value == action.value
        whole = [*whole, action] if goes_on else [action]
    return " ".join(_text(locale, action) for action in whole) or None


def _text(locale: Locale, action: Ask | ReadBack) -> str:
    return " ".join(line.text for line in render(locale, action.phrase, action.slots))
