"""The one life of every field: elicit, capture, validate, confirm, repair, then done or a failure.

A `Grammar` says how its value sounds; what is asked when, how often, and what counts as a yes is
here, the same for all of them (CAPTURE.md R4 to R9).
"""

from typing import Final, assert_never

import msgspec

from agent_worker.voice_core.capture import answers, asking, control, rivalry
from agent_worker.voice_core.capture.contract import (
    Action,
    Begin,
    CaptureEvent,
    Context,
    FieldState,
    Heard,
    Keyed,
    NoteHeard,
    Outlook,
    ReadBackCut,
    ReadBackFinished,
    Silence,
    Status,
    Step,
)
from agent_worker.voice_core.capture.control import Control
from agent_worker.voice_core.capture.grammar import Grammar, Reading
from agent_worker.voice_core.redaction import NOTHING, redact

replace = msgspec.structs.replace

NBEST: Final = 5
LOW_CONFIDENCE: Final = 0.6
"""Below this a value is read back spelled (a guess)."""
OVER: Final = frozenset({Status.CONFIRMED, Status.DECLINED, Status.FAILED})


class Life:
    """A primitive: a grammar living the shared life."""

    def __init__(self, grammar: Grammar) -> None:
        """Give a grammar its life."""
        self.grammar = grammar
        self.name = grammar.plan.name

    def step(
        self, state: FieldState, event: CaptureEvent, context: Context
    ) -> tuple[FieldState, tuple[Action, ...]]:
        """Take one event; never raises for any text."""
        if state.status in OVER:
            return state, ()
        match event:
            case Begin(volunteered=volunteered):
                return self._begin(state, volunteered, context)
            case Heard():
                return self._heard(state, event, context)
            case Keyed(key=key):
                return self._keyed(state, key, context)
            case Silence():
                return self._silent(state, context)
            case ReadBackFinished(readback=readback):
                return answers.heard_whole(state, readback), ()
            case ReadBackCut():
                return replace(state, pending=False), ()
            case _:
                assert_never(event)

    def outlook(self, state: FieldState, text: str, context: Context) -> Outlook:
        """Judge the caller's turn so far, on top of what `state` already holds."""
        if not text.strip():
            return Outlook.EMPTY
        if state.status is Status.HEARD:
            return answers.outlook(self.grammar, state, text, context)
        return self.grammar.read(text, state, context).outlook

    def hints(self, state: FieldState, context: Context) -> tuple[str, ...]:
        """Words that the recogniser should expect now."""
        if state.status is Status.HEARD:
            return ("yes", "no", *self.grammar.hints(context))
        return self.grammar.hints(context)

    def _silent(self, state: FieldState, context: Context) -> Step:
        if self._ends(state) or self._typed_whole(state, context):
            return self._keyed(state, "#", context)
        if state.method == "keys" and state.buffer:
            state = replace(state, buffer=state.buffer.rstrip("|") + "|")  # a pause between keys
        return asking.silent(self.grammar, state, context)

    def _typed_whole(self, state: FieldState, context: Context) -> bool:
        """Whether the keys so far are a value once no more come; half of one is kept."""
        if state.method != "keys" or self.grammar.plan.keys_part or state.value is not None:
            return False
        return self.grammar.keyed(f"{state.buffer}#", context).value is not None

    def _begin(self, state: FieldState, volunteered: tuple[str, ...], context: Context) -> Step:
        for text in reversed(volunteered):
            reading = self.grammar.volunteered(text, context)
            if reading.value is not None:
                unasked = replace(reading, outlook=Outlook.OPEN)  # it may have been said in passing
                return self._taken(state, text, unasked, context)
        return state, asking.ask(self.grammar, context)

    def _heard(self, state: FieldState, heard: Heard, context: Context) -> Step:
        texts = [text for text in heard.texts if text.strip()][:NBEST]
        if not texts:
            return state, ()
        state = replace(state, silences=0)
        if state.status is Status.HEARD:
            return answers.answered(self.grammar, state, texts, context)
        if self._ends(state):
            return self._keyed(state, "#", context)
        wish = control.spot(texts[0], context.locale)
        reading = self._best(state, texts, context)
        if wish is not None and reading.value is None:
            stepped = self._controlled(wish, state, reading, context)
            if stepped is not None:
                return stepped
        if state.typed and reading.value is None and reading.buffer in {"", state.buffer}:
            return state, ()
        if heard.confidence is not None and heard.confidence < LOW_CONFIDENCE:
            reading = replace(reading, level=max(reading.level, 2))
        return self._taken(state, texts[0], reading, context)

    def _best(self, state: FieldState, texts: list[str], context: Context) -> Reading:
        """Try the recogniser's hypotheses in order: the first valid wins, rivals are spelled."""
        readings = [self.grammar.read(text, state, context) for text in texts]
        valid = rivalry.ranked(readings)
        if not valid:
            return readings[0]
        level = 2 if len(valid) > 1 else 1
        rivals = tuple(reading.value or "" for reading in valid[1:])
        return replace(valid[0], level=max(valid[0].level, level), rivals=rivals)

    def _controlled(
        self, wish: Control, state: FieldState, reading: Reading, context: Context
    ) -> Step | None:
        match wish:
            case Control.DECLINE:
                return asking.declined(state)
            case Control.WHY:
                return state, asking.why(self.grammar, context)
            case Control.RESTART:
                return asking.afresh(state), asking.ask(self.grammar, context)
            case Control.WAIT | Control.REPEAT if reading.buffer in {"", state.buffer}:
                waits = wish is Control.WAIT
                return state, asking.wait() if waits else asking.ask(self.grammar, context)
            case Control.WAIT | Control.REPEAT:
                return None
            case _:
                assert_never(wish)

    def _taken(self, state: FieldState, raw: str, reading: Reading, context: Context) -> Step:
        """Record what a turn was taken for, then read it back, ask on, or try again."""
        safe, _ = redact(raw, NOTHING, context.locale)
        note = NoteHeard(
            raw=safe, value=reading.value, buffer=reading.buffer, inferred=reading.inferred
        )
        if reading.value is not None and self._is_sure(state, reading):
            state, actions = asking.noted(self.grammar, state, reading, context)
        elif reading.value is not None:
            state, actions = asking.read_back(self.grammar, state, reading, context)
        elif reading.ends:
            state, actions = asking.gave_up(self.grammar, replace(state, buffer=reading.buffer))
        elif reading.buffer and reading.buffer != state.buffer:
            state, actions = asking.more(self.grammar, state, reading)
        else:
            state, actions = asking.failed_attempt(self.grammar, state, reading, context)
        return state, (note, *actions)

    def _is_sure(self, state: FieldState, reading: Reading) -> bool:
        """Whether a value needs no yes: heard well, said outright, and never said no to."""
        well = reading.level == state.level == 1 and reading.outlook is Outlook.COMPLETE
        return self.grammar.plan.implicit and well and not state.refusals

    def _keyed(self, state: FieldState, key: str, context: Context) -> Step:
        if state.asking == asking.YES_OR_NO and key in asking.YES_NO_KEYS:
            return answers.keyed(self.grammar, state, key, context)
        size = self._digits(state)
        if size is not None and state.status is not Status.HEARD:
            return self._part_keyed(state, key, size, context)
        if (
            not self.grammar.plan.keys
            or self.grammar.plan.keys_part
            or (key == "#" and state.status is Status.HEARD)
        ):
            return state, ()
        typed = state.buffer if state.method == "keys" and state.value is None else ""
        typed = "" if key == "*" else typed + key
        reading = self.grammar.keyed(typed, context)
        state = replace(
            state, method="keys", value=None, pending=False, status=Status.PARTIAL, asking=""
        )
        if reading.value is not None:
            return self._taken(state, typed, reading, context)
        if key == "#":
            return self._taken(replace(state, buffer=""), typed, reading, context)
        return replace(state, buffer=typed), ()

    def _digits(self, state: FieldState) -> int | None:
        """Return how many digits the part has that is being asked for, None if it is not typed."""
        return dict(self.grammar.plan.typed).get(state.asking.partition(":")[0])

    def _ends(self, state: FieldState) -> bool:
        """Whether what was typed is whole as soon as no more is typed."""
        return bool(state.typed) and self._digits(state) == 0

    def _part_keyed(self, state: FieldState, key: str, size: int, context: Context) -> Step:
        typed = "" if key == "*" else state.typed + key.strip("#")
        if key != "#" and (not size or len(typed) < size):
            return replace(state, typed=typed), ()
        state = replace(state, typed="")
        if typed and len(typed) >= size:
            return self._taken(state, typed, self.grammar.read(typed, state, context), context)
        again = f"{self.name}_{state.asking}"
        reading = Reading(buffer=state.buffer, asking=state.asking, problem=again)
        return self._taken(state, typed, reading, context)
