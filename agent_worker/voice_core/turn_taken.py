"""Where a whole caller turn goes: to the field being asked, or to one that it corrects."""

import msgspec

from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.consent import Answer, judge
from agent_worker.voice_core.capture.contract import (
    Action,
    Confirmed,
    FieldState,
    Heard,
    NoteRepaired,
    ReadBack,
    Status,
)
from agent_worker.voice_core.dialogue import capture
from agent_worker.voice_core.locale import Locale
from agent_worker.voice_core.locale.lexicon import phrases
from agent_worker.voice_core.locale.tokens import plain
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.standing import context, put_by, tell, waiting
from agent_worker.voice_core.state import Aside, Captured, State
from objective_engine.directives import Capture
from spine.events.call import CorrectionAsked, ObjectiveBegun

replace = msgspec.structs.replace

NO = Heard(texts=("no",))


def hear(moves: Moves, state: State, heard: Heard) -> State:
    """Give a turn to whom it belongs."""
    dialogue = state.dialogue
    current, aside = dialogue.directive, waiting(dialogue)
    if not isinstance(current, Capture):
        return state
    if aside is not None and (dialogue.which or dialogue.joint):
        both = _Both(moves, state, current, aside)
        return both.told_which(heard) if dialogue.which else both.answered(heard)
    revisited = _revisited(moves, state, current, heard)
    state = state if revisited is None else revisited
    return capture(moves, replace(state, dialogue=replace(state.dialogue, noted=False)), heard)


class _Both:
    """Two values that were read back in one breath: a correction names the one that is wrong."""

    def __init__(self, moves: Moves, state: State, current: Capture, aside: Aside) -> None:
        self._moves = moves
        self._state = state
        self._current = current
        self._aside = aside

    def answered(self, heard: Heard) -> State:
        """Take the answer to "… is that right?"."""
        moves, state = self._moves, self._state
        mine = _tried(moves, state, self._current, state.dialogue.field, heard)
        if _has(mine, Confirmed):
            return _with_answer(capture(moves, _with_answer(state, heard), heard), None)
        if _has(mine, NoteRepaired):
            return capture(moves, state, heard)
        if self._corrects_other(heard):
            return capture(moves, self._swapped(), heard)
        if judge(heard.texts[0], moves.core.locale).answer is Answer.NO:
            moves.line("which_wrong")
            return replace(state, dialogue=replace(state.dialogue, which=True))
        return capture(moves, state, heard)

    def told_which(self, heard: Heard) -> State:
        """Take the answer to "which one's wrong?", perhaps with the right value in it."""
        moves = self._moves
        state = replace(self._state, dialogue=replace(self._state.dialogue, which=False))
        self._state = state
        if self._corrects_other(heard):
            return capture(moves, self._swapped(), heard)
        if _cued(heard.texts[0], self._aside.directive.primitive, moves.core.locale):
            return capture(moves, self._swapped(), NO)
        mine = _tried(moves, state, self._current, state.dialogue.field, heard)
        if _has(mine, NoteRepaired):
            return capture(moves, state, heard)
        return self._said_again(heard) or capture(moves, state, NO)

    def _said_again(self, heard: Heard) -> State | None:
        """Take a whole value as the answer to "which?", though it is the one that was read back."""
        moves, state = self._moves, self._state
        afresh = FieldState(readback=state.dialogue.field.readback)
        if not _has(_tried(moves, state, self._current, afresh, heard), ReadBack):
            return None
        state = replace(state, dialogue=replace(state.dialogue, field=afresh))
        return capture(moves, state, heard)

    def _corrects_other(self, heard: Heard) -> bool:
        aside = self._aside
        tried = _tried(self._moves, self._state, aside.directive, aside.field, heard)
        return _has(tried, NoteRepaired)

    def _swapped(self) -> State:
        """Take up the field that waited; the one in progress is read back again afterwards."""
        dialogue, aside = self._state.dialogue, self._aside
        field = replace(dialogue.field, pending=False)
        mine = Aside(self._current, field, settled=dialogue.settled)
        swapped = replace(
            dialogue,
            asides=(*dialogue.asides[:-1], mine),
            directive=aside.directive,
            field=aside.field,
            settled=aside.settled,
            joint=False,
        )
        return replace(self._state, dialogue=swapped)


def _revisited(moves: Moves, state: State, current: Capture, heard: Heard) -> State | None:
    """Reopen a confirmed field that this turn corrects by name ("actually my number ends in six").

    Level 2 is told; the field in progress is kept, and comes back when it is wanted again.
    """
    dialogue, locale = state.dialogue, moves.core.locale
    text = plain(heard.texts[0])
    if not phrases(locale, "revisit.corrects").search(text):
        return None
    if dialogue.noted and (denied := _denied(moves, state, heard)) is not None:
        return denied
    for done in reversed(dialogue.captured):
        primitive = done.directive.primitive
        part = done.directive.field != str(done.directive.objective)
        if part or done.field.status is not Status.CONFIRMED or primitive == current.primitive:
            continue
        field = _reopen(done.field)
        tried = _tried(moves, state, done.directive, field, heard)
        if _cued(text, primitive, locale) and _has(tried, NoteRepaired):
            return _revisiting(moves, state, done, field)
    return None


def _denied(moves: Moves, state: State, heard: Heard) -> State | None:
    """Reopen what was just said back without a question, if this turn names another in its place.

    No name of the field is asked for: the caller answers what was said a moment ago.
    """
    last = state.dialogue.captured[-1]
    field = _reopen(last.field)
    if _has(_tried(moves, state, last.directive, field, heard), NoteRepaired):
        return _revisiting(moves, state, last, field)
    return None


def _reopen(field: FieldState) -> FieldState:
    return replace(field, status=Status.HEARD, pending=True, unclear=0, refusals=0, attempts=0)


def _revisiting(moves: Moves, state: State, done: Captured, field: FieldState) -> State:
    objective = done.directive.objective
    state = put_by(state)
    state = tell(moves, state, CorrectionAsked(at_ms=moves.at_ms, objective=objective))
    state = tell(moves, state, ObjectiveBegun(at_ms=moves.at_ms, objective=objective))
    dialogue = state.dialogue
    revisiting = replace(
        dialogue,
        captured=tuple(one for one in dialogue.captured if one is not done),
        directive=done.directive,
        field=field,
        settled=False,
    )
    return replace(state, dialogue=revisiting)


def _tried(
    moves: Moves, state: State, directive: Capture, field: FieldState, heard: Heard
) -> tuple[Action, ...]:
    """Return what a field's primitive would make of a turn; nothing is decided."""
    return PRIMITIVES[directive.primitive].step(field, heard, context(moves, state, directive))[1]


def _with_answer(state: State, heard: Heard | None) -> State:
    """Remember the turn that answers a joint read-back, for as long as it does."""
    return replace(state, dialogue=replace(state.dialogue, answer=heard))


def _has(actions: tuple[Action, ...], kind: type[Action]) -> bool:
    return any(isinstance(action, kind) for action in actions)


def _cued(text: str, primitive: str, locale: Locale) -> bool:
    """Whether a turn names a kind of field."""
    cue = f"revisit.{primitive}"
    return cue in locale.words and phrases(locale, cue).search(plain(text)) is not None
