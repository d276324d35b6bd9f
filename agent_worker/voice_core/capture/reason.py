"""Why the caller rings: free text, kept as heard, bounded, never read back whole."""

from typing import Final

import msgspec

from agent_worker.voice_core import redaction, signals
from agent_worker.voice_core.capture import asking, control
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Begin,
    CaptureEvent,
    Confirmed,
    Context,
    Declined,
    FieldState,
    GaveUp,
    Heard,
    NoteHeard,
    Outlook,
    Silence,
    Status,
    Step,
)
from agent_worker.voice_core.capture.control import Control
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import members, phrases
from agent_worker.voice_core.locale.tokens import clean, plain, without, without_s

MAX_CHARS: Final = 300
ENOUGH_WORDS: Final = 2
"""Fewer words, greetings aside, are no reason, unless it is one of this many letters: "leak"."""
SHORTEST: Final = 4
WHY_WORDS: Final = 2
"""More words than this beside a "why" say something of their own."""


class Reason:
    """One turn of free speech is the whole life of a reason."""

    name = "reason"

    def step(
        self, state: FieldState, event: CaptureEvent, context: Context
    ) -> tuple[FieldState, tuple[Action, ...]]:
        """Take one event; never raises for any text."""
        if state.status in {Status.CONFIRMED, Status.DECLINED, Status.FAILED}:
            return state, ()
        match event:
            case Begin(volunteered=volunteered):
                for text in reversed(volunteered):
                    if _is_problem(text, context.locale):
                        return _taken(state, text, context)
                return state, (Ask(phrase="reason_ask"),)
            case Heard(texts=texts):
                return _heard(state, next((text for text in texts if text.strip()), ""), context)
            case Silence():
                return _silent(state)
            case _:
                return state, ()

    def outlook(self, state: FieldState, text: str, context: Context) -> Outlook:
        """Free speech may always go on; the end-of-turn model judges it."""
        del state
        return Outlook.OPEN if signals.has_words(text, context.locale) else Outlook.EMPTY

    def hints(self, state: FieldState, context: Context) -> tuple[str, ...]:
        """None: anything may be said."""
        del state, context
        return ()


def _silent(state: FieldState) -> Step:
    state = msgspec.structs.replace(state, silences=state.silences + 1)
    if state.silences > asking.MAX_SILENCES:
        return _gave_up(state, "")
    return state, (Ask(phrase="reason_ask"),)


def _gave_up(state: FieldState, partial: str) -> Step:
    failed = msgspec.structs.replace(state, status=Status.FAILED)
    return failed, (GaveUp(reason="reason_unclear", partial=partial),)


def _heard(state: FieldState, text: str, context: Context) -> Step:
    if not text:
        return state, ()
    state = msgspec.structs.replace(state, silences=0)
    wish = control.spot(text, context.locale)
    if wish is Control.DECLINE:
        declined = msgspec.structs.replace(state, status=Status.DECLINED)
        return declined, (Declined(),)
    if wish is Control.WHY and _asks_only(text, context.locale):
        return state, (Ask(phrase="reason_why"), Ask(phrase="reason_ask"))
    if wish is Control.WAIT:
        return state, asking.wait()
    if wish in {Control.REPEAT, Control.RESTART}:
        return state, (Ask(phrase="reason_ask"),)
    if not _says_something(text, context.locale):
        return _too_little(state, text)
    return _taken(state, text, context)


def _asks_only(text: str, locale: Locale) -> bool:
    """Whether "why" is all of it: "I don't know why it leaks" is a reason."""
    return len(without(plain(text), locale, "control.why", "filler.sound").split()) <= WHY_WORDS


def _too_little(state: FieldState, text: str) -> Step:
    state = msgspec.structs.replace(state, attempts=state.attempts + 1, status=Status.INVALID)
    note = NoteHeard(raw=text[:MAX_CHARS], value=None)
    if state.attempts >= asking.MAX_ATTEMPTS:
        state, actions = _gave_up(state, text[:MAX_CHARS])
        return state, (note, *actions)
    return state, (note, Ask(phrase="reason_again"))


def _taken(state: FieldState, text: str, context: Context) -> Step:
    """Keep the words as heard, without fillers, and say that we got it."""
    safe, _ = redaction.redact(clean(text), redaction.NOTHING, context.locale)
    value = _kept(safe, context.locale)
    state = msgspec.structs.replace(state, status=Status.CONFIRMED, value=value)
    return state, (NoteHeard(raw=safe, value=value), Ask(phrase="reason_noted"), Confirmed(value))


def _kept(text: str, locale: Locale) -> str:
    """Return at most 300 characters, cut between words, fillers out."""
    sounds = locale.words["filler.noise"]
    words = [word for word in text.split() if plain(word) not in sounds]
    kept = " ".join(words)
    if len(kept) <= MAX_CHARS:
        return kept
    return kept[: MAX_CHARS + 1].rsplit(" ", 1)[0][:MAX_CHARS]


def _says_something(text: str, locale: Locale) -> bool:
    empty = ("filler.greeting", "filler.sound", "filler.polite", "filler.backchannel")
    words = without(plain(text), locale, *empty).split()
    long = len(words) >= ENOUGH_WORDS or len("".join(words)) >= SHORTEST
    return long and not members(locale, "reason.empty").issuperset(words)


def _is_problem(text: str, locale: Locale) -> bool:
    """Whether a turn about something else said why the caller rings."""
    told = phrases(locale, "reason.problem").search(without_s(plain(text))) is not None
    return told or signals.hazard(text, locale) is not None
