"""From the number that was dialled to the business that answers."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

import msgspec

from sip.numbers import E164, Parties, to_e164
from spine.errors import RequestError

Business = TypeVar("Business")


class NumberTakenError(RequestError):
    """Two businesses claim one number."""

    code = "sip.number_taken"


class NotANumberError(RequestError):
    """A business claims something that cannot be dialled."""

    code = "sip.not_a_number"


class Routed(msgspec.Struct, Generic[Business], frozen=True):
    """The business that answers this call."""

    business: Business
    number: E164


class Unrouted(msgspec.Struct, frozen=True):
    """Nobody answers: the caller hears an apology, the log the reason."""

    reason: str
    """`unknown_number` or `no_number`."""
    number: E164 | None


class Router(Generic[Business]):
    """A table of numbers, made once from the active configurations."""

    def __init__(self, table: Iterable[tuple[str, Business]]) -> None:
        """Take pairs of a number in any spelling and who answers it.

        Raises:
            NotANumberError: For an entry that is no number.
            NumberTakenError: For a number that appears twice, however it is spelt.
        """
        by_number: dict[E164, Business] = {}
        for said, business in table:
            number = to_e164(said)
            if number is None:
                raise NotANumberError(f"{said!r} is not a telephone number")
            if number in by_number:
                raise NumberTakenError(f"{number} belongs to two businesses")
            by_number[number] = business
        self.table: Mapping[E164, Business] = MappingProxyType(by_number)

    def route(self, parties: Parties) -> Routed[Business] | Unrouted:
        """Find who answers: by the number dialled, else by the number that forwarded to us."""
        for number in (parties.dialled, parties.forwarded_by):
            if number is not None and number in self.table:
                return Routed(business=self.table[number], number=number)
        if parties.dialled is None:
            return Unrouted(reason="no_number", number=None)
        return Unrouted(reason="unknown_number", number=parties.dialled)
