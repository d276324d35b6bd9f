"""Putting a caller through: said, then done, and told what became of it.

What the caller says may shorten the sentence; it never stops the ringing. It has succeeded only
once the other side has answered.
"""

from typing import Final

import msgspec

from agent_worker.voice_core import effects, timers
from agent_worker.voice_core.moves import Moves
from agent_worker.voice_core.state import State
from objective_engine.directives import Transfer

replace = msgspec.structs.replace

TITLE_CHARS: Final = 30
"""A longer title would make the sentence last too long: it is left out."""
STILL: Final = ("still_ringing", "still_trying", "still_waiting")
"""Said in turn, so that nobody waits in silence."""


def ring(moves: Moves, state: State, directive: Transfer) -> State:
    """Tell the caller, and have the contact rung at the same time."""
    titles = (one.title for one in moves.graph.contacts if one.name == directive.contact)
    title = next(titles, "")
    if title and len(title) <= TITLE_CHARS:
        moves.line("transfer", ("contact", title))
    else:
        moves.line("transfer_alone")
    attempt = state.dialogue.rings + 1
    moves.do(
        effects.Transfer(
            attempt=attempt,
            contact=directive.contact,
            number=directive.number,
            mode=directive.mode,
        )
    )
    moves.do(effects.StartTimer(timers.TRANSFER, moves.at_ms + timers.TRANSFER_MS))
    dialogue = replace(state.dialogue, rings=attempt, unanswered="", waits=0)
    return replace(state, dialogue=dialogue)


def is_ringing(state: State) -> bool:
    """Tell whether somebody is being rung, or nobody answered and the caller does not know yet."""
    return isinstance(state.dialogue.directive, Transfer)


def still_ringing(moves: Moves, state: State) -> State:
    """Say that it rings on: a caller who waits hears something every three seconds."""
    waits = state.dialogue.waits
    moves.line(STILL[waits % len(STILL)])
    return replace(state, dialogue=replace(state.dialogue, waits=waits + 1))


def patience_ms(state: State, wait_ms: int = timers.SILENCE_MS) -> int:
    """Return how long nobody may speak."""
    return min(wait_ms, timers.RINGING_MS) if is_ringing(state) else wait_ms
