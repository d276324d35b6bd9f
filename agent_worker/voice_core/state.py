"""All that the Voice Core remembers of a call, as one frozen value."""

import msgspec

from agent_worker.voice_core.capture.contract import FieldState
from agent_worker.voice_core.effects import Line
from agent_worker.voice_core.turns import Turn
from objective_engine.directives import Directive
from objective_engine.engine import Progress
from spine.ids import FieldName, SegmentId, UtteranceId


class Segment(msgspec.Struct, frozen=True):
    """One stretch of caller speech within the present turn."""

    id: SegmentId
    texts: tuple[str, ...] | None = None
    """None until the recogniser has had its last word."""
    guess: str = ""
    """What it takes the segment for until then."""


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """What we are saying now."""

    id: UtteranceId
    yields: bool = True
    """Whether the caller's voice may stop it; the recording notice may not be stopped."""
    awaits_yes: bool = False
    """Whether a bare "yeah" over it is an answer, not a backchannel."""
    readback: int = 0
    """Number of the read-back in it, 0 for none."""
    value_line: int = -1
    """Index of the line that says the value."""
    closes: bool = False
    """Whether we hang up when it has been said."""


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """Where the conversation stands between Level 2 and the primitives."""

    progress: Progress
    directive: Directive | None = None
    field: FieldState = FieldState()
    """Of the field that `directive` captures."""
    captured: tuple[tuple[FieldName, FieldState], ...] = ()
    """Fields whose life is over, in the order in which they ended."""
    hazards: tuple[str, ...] = ()
    """Dangers that the emergency sentence has been said for."""
    said: tuple[str, ...] = ()
    """The caller's turns so far: a later field may have been volunteered in one."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A call between two inputs."""

    dialogue: Dialogue
    turn: Turn = Turn.LISTENING
    voicing: bool = False
    """Whether voice activity is on right now."""
    segments: tuple[Segment, ...] = ()
    """The caller's present turn."""
    speech_end_ms: int = 0
    """When the last voiced sample was."""
    quiet_ms: int = 0
    """Since when we wait for words; noise does not put silence's deadline off."""
    due: bool = False
    """The hold has run out; the turn ends as soon as its last segment is final."""
    utterance: Utterance | None = None
    spoken: int = 0
    """Utterances so far."""
    unasked: tuple[Line, ...] = ()
    """A question that we kept back because the caller was speaking over the notice."""
    silences: int = 0
    """Silence timers in a row that ran out."""
    outcome: str = ""
    """Set once the closing sentence is being said."""
    local_time: str = ""
    caller_id: str | None = None
