"""What belongs to a place and its language, one frozen value read at a process's edge."""

import msgspec


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence that may be said. `{slot}` marks what is filled in."""

    text: str
    max_ms: int
    """The longest that it may take to say, slots filled with their longest values."""
    personal: bool = False
    """A slot holds the caller's own words."""


class Locale(msgspec.Struct, frozen=True, forbid_unknown_fields=True, eq=False):
    """Data of one locale; see `locale/en_au/`.

    Compared and hashed by identity: a process reads one, and what is compiled from it is kept.
    """

    name: str
    phrases: dict[str, Phrase]
    words: dict[str, tuple[str, ...]]
    """Named word lists: `consent.yes`, `filler.sound`, `emergency.gas`, `person.want`…"""
    tables: dict[str, str] = {}
    """Larger tables as text, one record a line: `suburbs`, `suffixes`, `holidays`."""
