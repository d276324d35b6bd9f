"""A yes or a no on its own: no value is ever assumed from a hedge."""

import re
from typing import Final

import msgspec

from agent_worker.voice_core.capture import asking
from agent_worker.voice_core.capture.consent import Answer, Judged, judge
from agent_worker.voice_core.capture.contract import (
    Action,
    Ask,
    Begin,
    CaptureEvent,
    Confirmed,
    Context,
    FieldState,
    GaveUp,
    Heard,
    Keyed,
    NoteHeard,
    Outlook,
    Silence,
    Status,
    Step,
)
from agent_worker.voice_core.locale import numbers
from agent_worker.voice_core.locale.tokens import tokens

replace = msgspec.structs.replace


INSTEAD: Final = re.compile(
    r"\b(?:it's|its|it is|i said|make it|i meant?)"
    r" (?!(?:all|just|completely|totally|really|still|a|the|that|so)\b)\w+"
    r"|\bwith (?:an?|one|two|a double) \w+"
)
"""A no that goes on to say what is right."""
NO_DIGITS: Final = frozenset({"one", "ones", "oh", "o"})
"""Beside a yes or no these stand for the thing, or for surprise."""


class YesNo:
    """The primitive `confirm`: yes, no, correction or unclear."""

    name = "confirm"

    def step(
        self, state: FieldState, event: CaptureEvent, context: Context
    ) -> tuple[FieldState, tuple[Action, ...]]:
        """Take one event; never raises for any text."""
        if state.status in {Status.CONFIRMED, Status.FAILED}:
            return state, ()
        match event:
            case Begin():
                return state, (Ask(phrase="confirm_ask"),)
            case Heard(texts=texts):
                said = [text for text in texts if text.strip()]
                return _heard(state, said, context) if said else (state, ())
            case Keyed(key="1" | "2" as key):
                value = "yes" if key == "1" else "no"
                return _settled(state, key, value)
            case Silence():
                state = replace(state, silences=state.silences + 1)
                if state.silences > asking.MAX_SILENCES:
                    return _gave_up(state)
                return state, (Ask(phrase="confirm_ask"),)
            case _:
                return state, ()

    def outlook(self, state: FieldState, text: str, context: Context) -> Outlook:
        """A yes is complete, a no often goes on."""
        del state
        if not text.strip():
            return Outlook.EMPTY
        answer = polarity(text, context)
        return Outlook.COMPLETE if answer == "yes" else Outlook.OPEN

    def hints(self, state: FieldState, context: Context) -> tuple[str, ...]:
        """Yes and no."""
        del state, context
        return ("yes", "no", "yeah", "nah")


def polarity(text: str, context: Context) -> str:
    """Return yes, no, correction or unclear for one turn."""
    judged = judge(text, context.locale)
    if _corrects(judged, context):
        return "correction"
    return judged.answer.value if judged.answer in {Answer.YES, Answer.NO} else "unclear"


def _corrects(judged: Judged, context: Context) -> bool:
    """A yes or no that comes with digits, or with "but" and more words, corrects something."""
    if judged.answer not in {Answer.YES, Answer.NO}:
        return False
    others = [word for word in tokens(judged.rest) if word.text not in NO_DIGITS]
    has_digits = bool(numbers.runs(others, context.locale))
    says_what = judged.answer is Answer.NO and INSTEAD.search(judged.rest) is not None
    return has_digits or says_what or (judged.takes_back and judged.rest != "")


def _heard(state: FieldState, said: list[str], context: Context) -> Step:
    value = polarity(said[0], context)
    others = {polarity(text, context) for text in said[1:]}
    if value == "yes" and "no" in others:
        value = "unclear"
    if value != "unclear":
        return _settled(state, said[0], value)
    state = replace(state, status=Status.AMBIGUOUS, value=value, unclear=state.unclear + 1)
    note = NoteHeard(raw=said[0], value=None)
    if state.unclear > asking.MAX_UNCLEAR + 1:
        state, actions = _gave_up(state)
        return state, (note, *actions)
    offered = state.unclear >= asking.MAX_UNCLEAR
    return state, (note, Ask(phrase="press_yes_or_no" if offered else "yes_or_no"))


def _settled(state: FieldState, raw: str, value: str) -> Step:
    state = replace(state, status=Status.CONFIRMED, value=value)
    return state, (NoteHeard(raw=raw, value=value), Confirmed(value))


def _gave_up(state: FieldState) -> Step:
    state = replace(state, status=Status.FAILED, value="unclear")
    return state, (GaveUp(reason="confirm_unclear", partial=""),)
