"""Where everything of a picture stands: columns of lanes, lanes of cards, nothing on anything."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from cli.config.drawing.cards import Card, Lane, Picture

CARD_W: Final = 280
LINE: Final = 16
PAD: Final = 12
GAP: Final = 18
"""Between cards; an arrow fits in."""
BETWEEN: Final = 44
"""Between columns; a line to each lane fits in."""
EDGE: Final = 28
HEADER: Final = 104
SECTION: Final = 40
LANE_W: Final = CARD_W + 2 * PAD + 14
"""With room beside the cards for the lines of routes."""


class Box(msgspec.Struct, frozen=True):
    """A place on the sheet, in pixels from the top left."""

    x: int
    y: int
    w: int
    h: int

    @property
    def bottom(self) -> int:
        """Return its lower edge."""
        return self.y + self.h

    @property
    def right(self) -> int:
        """Return its right edge."""
        return self.x + self.w


class PlacedLane(msgspec.Struct, frozen=True):
    """A lane and its cards, with their places."""

    lane: Lane
    box: Box
    cards: tuple[tuple[Card, Box], ...]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A whole picture, laid out."""

    picture: Picture
    width: int
    height: int
    always: PlacedLane
    branches: tuple[PlacedLane, ...]
    urgent: tuple[PlacedLane, ...]
    urgent_y: int
    """Where the heading of what may happen at any time stands."""

    @property
    def lanes(self) -> tuple[PlacedLane, ...]:
        """Return every lane."""
        return (self.always, *self.branches, *self.urgent)

    @property
    def boxes(self) -> Mapping[str, Box]:
        """Return the place of each card by its objective."""
        return {card.name: box for lane in self.lanes for card, box in lane.cards}


def lay_out(picture: Picture) -> Sheet:
    """Place every card: what every call comes by at the left, its branches beside it."""
    top = HEADER + SECTION
    always = _place(picture.always, EDGE, top)
    tallest = max([_height(one) for one in (picture.always, *picture.branches)])
    branches = _columns(picture.branches, always.box.right + BETWEEN, top, tallest)
    below = max(one.box.bottom for one in (always, *branches)) + SECTION
    high = max([_height(one) for one in picture.urgent], default=0)
    urgent = _columns(picture.urgent, EDGE, below + SECTION, high)
    every = (always, *branches, *urgent)
    return Sheet(
        picture=picture,
        width=max(*(one.box.right for one in every), _widest(picture)) + EDGE,
        height=max(one.box.bottom for one in every) + EDGE,
        always=always,
        branches=branches,
        urgent=urgent,
        urgent_y=below,
    )


def _widest(picture: Picture) -> int:
    """Return how far the lines above everything reach, if their letters are wide ones."""
    return EDGE + max(14 * len(picture.title), *(7 * len(note) for note in picture.notes))


def _columns(lanes: Sequence[Lane], x: int, top: int, tallest: int) -> tuple[PlacedLane, ...]:
    """Place lanes below one another, and in the next column where they would hang over."""
    placed: list[PlacedLane] = []
    y = top
    for lane in lanes:
        if y > top and y + _height(lane) > top + tallest:
            x, y = x + LANE_W + BETWEEN, top
        placed.append(_place(lane, x, y))
        y = placed[-1].box.bottom + GAP
    return tuple(placed)


def _place(lane: Lane, x: int, y: int) -> PlacedLane:
    cards = []
    at = y + _heading(lane)
    for card in lane.cards:
        cards.append((card, Box(x + PAD, at, CARD_W, _card_height(card))))
        at += _card_height(card) + GAP
    return PlacedLane(lane, Box(x, y, LANE_W, _height(lane)), tuple(cards))


def _heading(lane: Lane) -> int:
    return 2 * PAD + LINE * len(lane.heading)


def _height(lane: Lane) -> int:
    return _heading(lane) + sum(_card_height(card) + GAP for card in lane.cards) - GAP + PAD


def _card_height(card: Card) -> int:
    return 2 * PAD + LINE * (2 + bool(card.detail) + len(card.when))
