"""The places of Australia and its public holidays, as handed in to the compiler."""

import re
from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sqrt
from types import MappingProxyType
from typing import Final, Literal

import msgspec

State = Literal["NSW", "VIC", "QLD", "SA", "WA", "TAS", "NT", "ACT"]

STATE_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Australia/Adelaide": "SA",
        "Australia/Brisbane": "QLD",
        "Australia/Broken_Hill": "NSW",
        "Australia/Darwin": "NT",
        "Australia/Eucla": "WA",
        "Australia/Hobart": "TAS",
        "Australia/Lindeman": "QLD",
        "Australia/Lord_Howe": "NSW",
        "Australia/Melbourne": "VIC",
        "Australia/Perth": "WA",
        "Australia/Sydney": "NSW",
    }
)
EARTH_KM: Final = 6_371.0
_ENTRY: Final = re.compile(
    r"(?P<name>.+?)(?:\s+(?P<state>NSW|VIC|QLD|SA|WA|TAS|NT|ACT))?(?:\s+(?P<postcode>\d{4}))?",
    re.ASCII | re.IGNORECASE,
)


class Place(msgspec.Struct, frozen=True, order=True):
    """One suburb or town."""

    name: str
    """Upper case, as the gazetteer has it."""
    state: str
    postcode: str
    lat: float
    """Degrees."""
    long: float

    def __str__(self) -> str:
        """Return how it is written in a configuration."""
        return f"{self.name.title()} {self.state} {self.postcode}"

    @property
    def entry(self) -> str:
        """Return how a graph's area names it."""
        return f"{self.name.lower()} {self.postcode}"


class Holiday(msgspec.Struct, frozen=True):
    """A public holiday and the states that keep it."""

    day: str
    """ISO date."""
    name: str
    states: tuple[str, ...]


class Gazetteer:
    """Places by name and by postcode; where none was handed in, none is judged."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        """Index the places."""
        self._by_name: dict[str, list[Place]] = {}
        for place in sorted(places):
            self._by_name.setdefault(place.name, []).append(place)
        self.postcodes: Final = frozenset(
            place.postcode for named in self._by_name.values() for place in named
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is known."""
        return not self._by_name

    @property
    def names(self) -> Iterable[str]:
        """Return every name, upper case."""
        return self._by_name.keys()

    def find(self, written: str, home: str) -> tuple[Place, ...]:
        """Return what `Mayfield`, `Mayfield TAS` or `Mayfield 2304` may mean.

        Args:
            written: As in a configuration.
            home: The business's state: its places are meant where no other is named.
        """
        matched = _ENTRY.fullmatch(" ".join(written.split()))
        if matched is None:
            return ()
        named = self._by_name.get(matched["name"].upper().replace("\u2019", "'"), ())
        state, postcode = (matched["state"] or "").upper(), matched["postcode"]
        found = [
            place
            for place in named
            if state in {"", place.state} and postcode in {None, place.postcode}
        ]
        at_home = [place for place in found if place.state == home]
        return tuple(at_home if at_home and not state and not postcode else found)

    def around(self, centre: Place, km: float) -> tuple[Place, ...]:
        """Return the places whose middle is within a distance, the nearest first."""
        near = ((_km(centre, place), place) for named in self._by_name.values() for place in named)
        return tuple(place for away, place in sorted(near) if away <= km)


def read_places(table: str) -> Gazetteer:
    """Read lines of `NAME|STATE|postcode|latitude|longitude`."""
    rows = (line.split("|") for line in table.splitlines())
    return Gazetteer(
        Place(name, state, postcode, float(lat), float(long))
        for name, state, postcode, lat, long in rows
    )


def read_holidays(table: str) -> tuple[Holiday, ...]:
    """Read lines of `date|name|STATE,STATE`."""
    rows = (line.split("|") for line in table.splitlines())
    return tuple(Holiday(day, name, tuple(states.split(","))) for day, name, states in rows)


def _km(one: Place, other: Place) -> float:
    """Return the distance between two places: haversine."""
    lat, long = radians(other.lat - one.lat), radians(other.long - one.long)
    chord = (1 - cos(lat)) / 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * (
        1 - cos(long)
    ) / 2
    return 2 * EARTH_KM * asin(sqrt(chord))
