"""What a primitive brings to the shared life: how to read, repair and say its kind of value."""

from typing import Protocol

import msgspec

from agent_worker.voice_core.capture.contract import Context, FieldState, Outlook

Slots = tuple[tuple[str, str], ...]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a turn says of a field, on top of what was there before."""

    value: str | None = None
    """Normal form, complete and valid."""
    buffer: str = ""
    """Normalised pieces of an incomplete value."""
    outlook: Outlook = Outlook.EMPTY
    inferred: tuple[str, ...] = ()
    extra: str = ""
    problem: str = ""
    """Phrase that asks for what is missing or wrong; empty for the primitive's own."""
    slots: Slots = ()
    """Of `problem`."""
    asking: str = ""
    """The part that `problem` asks for."""
    operation: str = ""
    """How the value was repaired: `tail`, `head`, `span`, `replace`, `restart`…"""
    changed: str = ""
    """The repaired part as it is said; empty when all of it changed."""
    level: int = 1
    """Lowest rung of the read-back ladder that this reading deserves."""
    doubt: int = 0
    """How far what was heard is stretched for it; the least stretched hypothesis wins."""
    rivals: tuple[str, ...] = ()
    """What the other hypotheses come to, likeliest first."""
    ambiguous: bool = False
    ends: bool = False
    """No whole value can be had: the field ends with what is in `buffer`."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the shared life needs to know of a primitive besides its grammar."""

    name: str
    failure: str
    """Reason of a named failure, e.g. `phone_unverified`."""
    keys: bool = False
    """Whether the caller may type the value, or the part of it below."""
    keys_part: str = ""
    """The part that is typed once the keys are offered; empty for the whole value, at any time."""
    typed: tuple[tuple[str, int], ...] = ()
    """Parts that may be typed while they are asked for, with their digits; 0 where `#` ends it."""
    caller_id: bool = False
    """Whether the network's number may be offered in its place."""
    top_level: int = 2
    """Highest rung of the read-back ladder."""
    implicit: bool = False
    """Whether a sure value is said back without a question; the caller may still say no to it."""
    weighs: bool = False
    """Whether what two tries have in common is likelier than what was heard best in the last one:
    of letters and names, never of a number that the caller says anew to correct it."""
    seam: str = ""
    """Pattern of the pause at which a value that takes too long to say is divided."""


class Grammar(Protocol):
    """One kind of value. Pure; never raises for any text."""

    plan: Plan

    def read(self, text: str, state: FieldState, context: Context) -> Reading:
        """Read a turn as (the rest of) a value, on top of `state.buffer` and `state.asking`."""
        ...

    def repair(self, text: str, state: FieldState, context: Context) -> Reading | None:
        """Read a turn as a correction of `state.value`; None if it corrects nothing."""
        ...

    def volunteered(self, text: str, context: Context) -> Reading:
        """Find a value in a turn that answered another question: only what is sure."""
        ...

    def keyed(self, keys: str, context: Context) -> Reading:
        """Read typed keys, `#` last when the caller ended with it."""
        ...

    def spoken(self, value: str, level: int, context: Context) -> str:
        """Return the value as words, commas for pauses."""
        ...

    def pieces(self, buffer: str) -> str:
        """Return an incomplete value as words, for "I've got …, and the rest?"."""
        ...

    def hints(self, context: Context) -> tuple[str, ...]:
        """Words that the recogniser should expect."""
        ...
