"""All that the Voice Core remembers of a call, as one frozen value."""

from typing import Final

import msgspec

from agent_worker.voice_core.capture.contract import FieldState, Heard, ReadBack
from agent_worker.voice_core.effects import Line
from agent_worker.voice_core.told import Act, Wanted
from agent_worker.voice_core.turns import Turn
from objective_engine.directives import Capture
from objective_engine.engine import Progress
from spine.ids import SegmentId, UtteranceId

NO_READ_BACK: Final = ReadBack(phrase="", slots=(), value="", readback=0, level=1)


class Segment(msgspec.Struct, frozen=True):
    """One stretch of caller speech within the present turn."""

    id: SegmentId
    texts: tuple[str, ...] | None = None
    """None until the recogniser has had its last word."""
    guess: str = ""
    """What it takes the segment for until then."""
    confidence: float | None = None
    """Its own, 0 to 1, where it has one."""


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


class Captured(msgspec.Struct, frozen=True):
    """A field whose life is over."""

    directive: Capture
    field: FieldState


class Aside(msgspec.Struct, frozen=True):
    """A field that was put aside, and that the conversation comes back to."""

    directive: Capture
    field: FieldState
    settled: bool = False
    """See `Dialogue.settled`."""
    waits: bool = False
    """Whether its value waits to be read back in one breath with the next field's."""
    read_back: ReadBack = NO_READ_BACK
    """How it would have been read back, where it waits."""


class Held(msgspec.Struct, frozen=True):
    """A field that Level 2 turned away from; once it is wanted again it goes on where it was."""

    directive: Capture
    field: FieldState


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """Where the conversation stands between Level 2 and the primitives."""

    progress: Progress
    directive: Wanted | None = None
    """What is being done: a field, where several make up what Level 2 wants."""
    act: Act | None = None
    """What the field is a part of, if it is not all that Level 2 wants."""
    field: FieldState = FieldState()
    """Of the field that `directive` captures."""
    settled: bool = False
    """Whether Level 2 knows this objective's result: a confirmed value is being corrected."""
    noted: bool = False
    """Whether the last value to hold was only said back, and the caller has not spoken since."""
    joint: bool = False
    """Whether the last read-back said the value of the field that waits as well."""
    which: bool = False
    """Whether the caller is being asked which of the two is wrong."""
    answer: Heard | None = None
    """The turn that is answering a joint read-back, while it does."""
    asides: tuple[Aside, ...] = ()
    captured: tuple[Captured, ...] = ()
    """Fields whose life is over, in the order in which they ended."""
    held: tuple[Held, ...] = ()
    rings: int = 0
    """How often we have had somebody rung."""
    unanswered: str = ""
    """Why nobody answered, until the caller has been told; empty while it may still ring."""
    no_line: bool = False
    """Nobody can be rung in this call: it is not tried, or promised, again."""
    waits: int = 0
    """How often we have said that it rings on."""
    warned: bool = False
    """Whether the caller has been asked to keep it civil: once is heat, twice is abuse."""
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
