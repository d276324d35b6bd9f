"""What a letter's carrier promises."""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import Protocol

import msgspec


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a letter, by address: each stands in exactly one of these."""

    taken: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """For good: nobody need try again."""
    later: tuple[str, ...] = ()
    """Not now: a busy server, none at all, or one that went away before it said that it took it."""
    why: str = ""
    """Of what was not taken; no word of the letter and no address is in it."""


class Mailer(Protocol):
    """Hands a letter over. It answers and never raises for what the other side does."""

    def send(self, letter: EmailMessage, recipients: Sequence[str]) -> Handed:
        """Hand a letter to these addresses; blocks, for a bounded time.

        The same letter has the same Message-ID however often it is sent.
        """
        ...
