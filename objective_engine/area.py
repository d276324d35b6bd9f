"""Where a business goes, made ready for the question whether a place is served."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

_POSTCODE: Final = re.compile(r"\b(\d{4})\b", re.ASCII)


class Area(msgspec.Struct, frozen=True):
    """The entries of a graph's area, taken apart."""

    codes: frozenset[str]
    """Postcodes that are served whole."""
    suburbs: Mapping[str, tuple[str, ...]]
    """Served suburbs by their postcode."""
    every: tuple[str, ...]
    """Served suburbs, whatever their postcode; each of them between spaces."""

    def holds(self, value: str) -> bool:
        """Tell whether a place is served: by postcode, by suburb and postcode, or by suburb.

        What is said last decides: a street may have a number of four digits.
        """
        found = _POSTCODE.findall(value)
        code = found[-1] if found else ""
        if code in self.codes:
            return True
        suburbs = self.suburbs.get(code, ()) if code else self.every
        said = f" {value.lower().replace(',', ' ')} "
        return any(suburb in said for suburb in suburbs)


def area_of(entries: tuple[str, ...]) -> Area | None:
    """Return an area from a graph's entries; None if there are none: everywhere."""
    suburbs: dict[str, tuple[str, ...]] = {}
    every: list[str] = []
    for entry in entries:
        if entry.isdecimal():
            continue
        name, _, code = entry.rpartition(" ")
        if code.isdecimal():
            suburbs[code] = (*suburbs.get(code, ()), f" {name} ")
            every.append(f" {name} ")
        else:
            every.append(f" {entry} ")
    codes = frozenset(entry for entry in entries if entry.isdecimal())
    return Area(codes, suburbs, tuple(every)) if entries else None
