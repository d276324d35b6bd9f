"""Keys pressed on the telephone, as one string."""

import msgspec

from agent_worker.voice_core.capture import asking
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


class Keys:
    """The primitive `dtmf`: digits until `#` or a pause, `*` clears."""

    name = "dtmf"

    def step(
        self, state: FieldState, event: CaptureEvent, context: Context
    ) -> tuple[FieldState, tuple[Action, ...]]:
        """Take one event; never raises for any text."""
        if state.status in {Status.CONFIRMED, Status.FAILED}:
            return state, ()
        match event:
            case Begin():
                return state, (Ask(phrase="dtmf_ask"),)
            case Keyed(key="*"):
                return replace(state, value=None, status=Status.EMPTY), ()
            case Keyed(key="#") | Silence():
                return _ended(state)
            case Keyed(key=key) if key.isdecimal() and key.isascii():
                return replace(state, value=(state.value or "") + key, status=Status.HEARD), ()
            case Heard(texts=texts):
                said = "".join(_digits(text, context) for text in texts[:1])
                return _settled(state, said) if said else (state, (Ask(phrase="dtmf_ask"),))
            case _:
                return state, ()

    def outlook(self, state: FieldState, text: str, context: Context) -> Outlook:
        """Spoken digits may go on."""
        del state
        return Outlook.OPEN if _digits(text, context) else Outlook.EMPTY

    def hints(self, state: FieldState, context: Context) -> tuple[str, ...]:
        """Digit words."""
        del state
        return context.locale.words["hints.phone"]


def _digits(text: str, context: Context) -> str:
    found = numbers.runs(tokens(text), context.locale)
    return found[0].readings[0].lstrip("+") if found and found[0].readings else ""


def _settled(state: FieldState, value: str) -> Step:
    state = replace(state, value=value, status=Status.CONFIRMED)
    return state, (NoteHeard(raw=value, value=value), Confirmed(value))


def _ended(state: FieldState) -> Step:
    if state.value:
        return _settled(state, state.value)
    state = replace(state, silences=state.silences + 1)
    if state.silences > asking.MAX_SILENCES:
        failed = replace(state, status=Status.FAILED)
        return failed, (GaveUp(reason="dtmf_unverified", partial=""),)
    return state, (Ask(phrase="dtmf_ask"),)
