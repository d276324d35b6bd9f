"""The one contract of every capture primitive.

`step(state, event, context) -> (state, actions)`: pure, no clock, no chance, no file. One life for
all of them: elicit, capture, validate, confirm, repair, then complete or a named failure.
"""

from enum import Enum
from typing import Protocol

import msgspec

from agent_worker.voice_core.locale import Locale


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a primitive may know besides what the caller says."""

    locale: Locale
    local_time: str
    """ISO 8601 with offset, where the business is: "today" for dates."""
    caller_id: str | None = None
    """Network's caller number, E.164: offered, never assumed."""
    state: str = ""
    """Where the business is, `NSW`: settles a suburb that lies in several states, and holidays."""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What may be chosen: id, then its name and synonyms."""
    shapes: tuple[str, ...] = ()
    """What a code looks like, `AA9 9AA`: A a letter, 9 a digit."""
    unit: str = ""
    """What a quantity counts, e.g. `toilets`."""
    label: str = ""
    """What the field is called, e.g. `mobile number`; empty for the primitive's own word."""


# Events: what happened, as far as one field is concerned.


class Begin(msgspec.Struct, frozen=True, tag=True):
    """Start asking. `volunteered` is what the caller has already said, if anything."""

    volunteered: tuple[str, ...] = ()


class Heard(msgspec.Struct, frozen=True, tag=True):
    """A whole caller turn, n-best first; empty or blank texts are nothing heard."""

    texts: tuple[str, ...]
    confidence: float | None = None


class Keyed(msgspec.Struct, frozen=True, tag=True):
    """One key, `0`-`9`, `*` or `#`."""

    key: str


class Silence(msgspec.Struct, frozen=True, tag=True):
    """The caller said nothing for the whole silence timer."""


class ReadBackFinished(msgspec.Struct, frozen=True, tag=True):
    """The read-back was played to its end."""

    readback: int


class ReadBackCut(msgspec.Struct, frozen=True, tag=True):
    """The read-back was interrupted before its value had been said: it confirms nothing."""

    readback: int


CaptureEvent = Begin | Heard | Keyed | Silence | ReadBackFinished | ReadBackCut


# Actions: what the primitive wants said, recorded or concluded, in order.


class Ask(msgspec.Struct, frozen=True, tag=True):
    """Say a phrase of the bank (`Locale.phrases`) and wait for the answer."""

    phrase: str
    slots: tuple[tuple[str, str], ...] = ()


class ReadBack(msgspec.Struct, frozen=True, tag=True):
    """Say the value and ask whether it is right."""

    phrase: str
    slots: tuple[tuple[str, str], ...]
    value: str
    readback: int
    level: int


class NoteHeard(msgspec.Struct, frozen=True, tag=True):
    """For the record: what a turn was taken for. `value` only when complete and valid."""

    raw: str
    value: str | None
    buffer: str = ""
    inferred: tuple[str, ...] = ()


class NoteRepaired(msgspec.Struct, frozen=True, tag=True):
    """For the record: a correction, e.g. `tail`, `head`, `span`, `replace`, `restart`."""

    operation: str
    value: str | None


class Confirmed(msgspec.Struct, frozen=True, tag=True):
    """The life is over: this value holds."""

    value: str


class Declined(msgspec.Struct, frozen=True, tag=True):
    """The life is over: the caller would rather not say."""


class GaveUp(msgspec.Struct, frozen=True, tag=True):
    """The life is over without a value. `reason` is the primitive's, e.g. `phone_unverified`."""

    reason: str
    partial: str


Action = Ask | ReadBack | NoteHeard | NoteRepaired | Confirmed | Declined | GaveUp


class Status(Enum):
    """CAPTURE.md section 4's closed set."""

    EMPTY = "empty"
    PARTIAL = "partial"
    HEARD = "heard"
    CONFIRMED = "confirmed"
    AMBIGUOUS = "ambiguous"
    INVALID = "invalid"
    DECLINED = "declined"
    FAILED = "failed"


class FieldState(msgspec.Struct, frozen=True, kw_only=True):
    """All that a primitive remembers of one field; the same struct for every primitive."""

    status: Status = Status.EMPTY
    value: str | None = None
    """Normal form, complete and valid, not yet confirmed unless `status` says so."""
    buffer: str = ""
    """Normalised pieces of an incomplete value."""
    rivals: tuple[str, ...] = ()
    """Other values that were heard beside it, likeliest first: said again, one of them wins."""
    inferred: tuple[str, ...] = ()
    attempts: int = 0
    """Value attempts that failed, at most 3."""
    refusals: int = 0
    """Read-backs that were refused, at most 2 before the method changes."""
    silences: int = 0
    unclear: int = 0
    """Unclear answers to a yes/no question in a row."""
    readback: int = 0
    """Number of the last read-back; confirmation binds to it."""
    pending: bool = False
    """Whether that read-back was heard whole and awaits its yes or no."""
    level: int = 1
    method: str = "voice"
    """`voice`, then `keys`, then `caller_id`, as far as the primitive has them."""
    typed: str = ""
    """Keys pressed so far for the part that was asked for; they win over what is said meanwhile."""
    asking: str = ""
    """The part of the value that the last question was about, empty for the whole."""
    extra: str = ""
    """What is read back and confirmed behind the value but is no part of it, e.g. `;ext=5`."""
    parts: tuple[str, ...] = ()
    """What of the read-back has no yes yet; the first was said last, and is all of it but where
    the value takes too long to say at once."""


Step = tuple[FieldState, tuple[Action, ...]]
"""What a field remembers after an event, and what it wants."""


class Outlook(Enum):
    """What a partial transcript could still become: grammar-aware endpointing is built on this."""

    EMPTY = "empty"
    PREFIX = "prefix"
    COMPLETE = "complete"
    OPEN = "open"
    """Complete and valid, but people often go on."""
    INVALID = "invalid"


class Primitive(Protocol):
    """One kind of field. Implementations are stateless modules' singletons."""

    name: str

    def step(
        self, state: FieldState, event: CaptureEvent, context: Context
    ) -> tuple[FieldState, tuple[Action, ...]]:
        """Take one event; never raises for any text."""
        ...

    def outlook(self, state: FieldState, text: str, context: Context) -> Outlook:
        """Judge the caller's turn so far, on top of what `state` already holds."""
        ...

    def hints(self, state: FieldState, context: Context) -> tuple[str, ...]:
        """Words that the recogniser should expect now (Whisper hotwords, Deepgram keyterms)."""
        ...
