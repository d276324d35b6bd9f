"""What a turn means besides the field being asked, in the order of what cannot wait.

Danger first, then a wish for a person, then whatever else makes the call another one. Level 2 is
told of each and says where the call goes; a turn that leads nowhere else is an answer.
"""

from typing import Final

import msgspec

from agent_worker.voice_core import hazards, questions, redaction, signals, told
from agent_worker.voice_core.capture.contract import Heard, Silence, Status
from agent_worker.voice_core.dialogue import capture, turn_away
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.standing import tell
from agent_worker.voice_core.state import State
from agent_worker.voice_core.turn_taken import hear
from objective_engine.directives import Capture
from spine.events.call import (
    EmergencyFlagged,
    PersonWanted,
    QuestionAsked,
    Signal,
    SignalRaised,
)

replace = msgspec.structs.replace

NUMBERS: Final = frozenset({"phone", "dtmf"})
OTHERS: Final[tuple[Signal, ...]] = ("wrong_number", "sales_call", "hurry")


def take_turn(moves: Moves, state: State, heard: Heard) -> State:
    """Take a whole turn of the caller's."""
    text = heard.texts[0]
    said = (*state.dialogue.said, text)  # before it is heard: a field begun by it may be in it
    state = replace(state, dialogue=replace(state.dialogue, said=said))
    state, grave = _grave(moves, state, text)
    wants_person = signals.wants_person(text, moves.core.locale)
    if wants_person:
        moves.decide(PersonWanted(at_ms=moves.at_ms))
        state = _raise(moves, state, "person")
    warned = state.dialogue.warned
    if not grave and not wants_person:
        state = _others(moves, state, text)
    turned = turn_away(moves, state)
    if turned is not None:
        return turned
    if wants_person and not _rings(state):
        moves.line("person_wanted")
    card = redaction.CARD in text
    if card:
        moves.line("card_refused")
    heat = state.dialogue.warned and not warned
    if wants_person or card or heat or signals.only_hurries(text, moves.core.locale):
        return capture(moves, state, Silence())  # nothing in it is a value: what was asked is asked
    return state if grave and _rings(state) else _question(moves, state, heard)


def _rings(state: State) -> bool:
    return not isinstance(state.dialogue.directive, Capture)


def _grave(moves: Moves, state: State, text: str) -> tuple[State, bool]:
    """Heed danger to life: the emergency sentence, then what this hazard needs first."""
    locale, before = moves.core.locale, state.dialogue.hazards
    hazard = signals.hazard(text, locale)
    if hazard is None:
        return state, False
    if hazard not in before:
        moves.decide(EmergencyFlagged(at_ms=moves.at_ms, hazard=hazard))
        moves.line("emergency")
        for phrase, slots in hazards.advice(locale, hazard, told.state(moves.graph)):
            moves.line(phrase, *slots)
        state = replace(state, dialogue=replace(state.dialogue, hazards=(*before, hazard)))
    return _raise(moves, state, "emergency"), True


def _others(moves: Moves, state: State, text: str) -> State:
    for signal in OTHERS:
        meant = signal != "wrong_number" or not _number_given(state)
        if meant and signals.raises(signal, text, moves.core.locale):
            state = _raise(moves, state, signal)
    if not signals.raises("abuse", text, moves.core.locale):
        return state
    if state.dialogue.warned:
        return _raise(moves, state, "abuse")
    moves.line("keep_civil")
    return replace(state, dialogue=replace(state.dialogue, warned=True))


def _number_given(state: State) -> bool:
    """Tell whether a "wrong number" may be the one that the caller gave us."""
    dialogue, current = state.dialogue, state.dialogue.directive
    fields = [(one.directive, one.field) for one in dialogue.captured]
    fields += [(one.directive, one.field) for one in dialogue.asides]
    if isinstance(current, Capture):
        fields.append((current, dialogue.field))
    return any(
        directive.primitive in NUMBERS and (field.status is not Status.EMPTY or field.buffer)
        for directive, field in fields
    )


def _raise(moves: Moves, state: State, signal: Signal) -> State:
    """Tell Level 2 of a signal, once in a call."""
    if signal in state.dialogue.progress.signals:
        return state
    return tell(moves, state, SignalRaised(at_ms=moves.at_ms, signal=signal))


def _question(moves: Moves, state: State, heard: Heard) -> State:
    """Have a question answered, if the turn is one; else the turn is an answer."""
    entry = questions.asked(moves, state, heard.texts[0])
    if entry is None:
        return hear(moves, state, heard)
    asked = tell(moves, state, QuestionAsked(at_ms=moves.at_ms, entry=entry))
    return turn_away(moves, asked) or hear(moves, asked, heard)
