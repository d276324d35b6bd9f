"""A dated price book: data, read once and handed in."""

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from spine.errors import BrokenPromiseError
from spine.money import MICRO, MicroAud, rounded

BOOKS: Final = Path(__file__).parent / "prices"
Positive = Annotated[int, msgspec.Meta(gt=0)]


class BookMissingError(BrokenPromiseError):
    """A call was priced with a book that is not here."""

    code = "prices.book_missing"


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `per` units of one provider cost."""

    price_micro: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Micro-dollars of `currency`; 0 where we run the provider ourselves."""
    per: Positive = 1
    currency: Literal["AUD", "USD"] = "AUD"
    step: Positive = 1
    """What a call used is billed in whole steps, rounded up."""
    hosted_as: str = ""
    """Provider that would sell the same units."""


class PriceBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All prices from one day on."""

    version: str
    microaud_per_usd: Positive
    prices: dict[str, dict[str, Price]]
    """By provider, or the beginning of its name up to a dot, then by unit."""

    def find(self, provider: str, unit: str) -> Price | None:
        """Return the price under the longest name that the provider's begins with."""
        name = provider
        while name:
            if (price := self.prices.get(name, {}).get(unit)) is not None:
                return price
            name = name.rpartition(".")[0]
        return None

    def cost(self, price: Price, quantity: int) -> MicroAud:
        """Return what a quantity costs, to the nearest micro-dollar."""
        billed = -(-quantity // price.step) * price.step
        if price.currency == "AUD":
            return MicroAud(rounded(billed * price.price_micro, price.per))
        in_aud = billed * price.price_micro * self.microaud_per_usd
        return MicroAud(rounded(in_aud, price.per * MICRO))


def read_book(version: str = "", folder: Path = BOOKS) -> PriceBook:
    """Return a price book by its version, the newest by default.

    Raises:
        BookMissingError: If there is no such book.
    """
    found = sorted(folder.glob(f"{version or '*'}.toml"))
    if not found:
        raise BookMissingError(f"there is no price book {version or 'at all'}")
    return msgspec.convert(tomllib.loads(found[-1].read_text("utf-8")), PriceBook)
