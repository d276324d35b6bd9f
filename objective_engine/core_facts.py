"""What Level 2 is told about the Voice Core that will carry its graphs out."""

from typing import Final

import msgspec

from objective_engine.gazetteer import Gazetteer, Holiday


class CoreFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Handed in by whoever holds a core: a configuration is compiled for one core version."""

    version: str
    digest: str
    """Part of every graph's id: the same configuration for another core is another graph."""
    primitives: tuple[str, ...]
    """Primitives that this core can capture with."""
    directives: tuple[str, ...] = ("greet", "capture", "finish")
    """Kinds of directive that this core can carry out."""
    gazetteer: Gazetteer = Gazetteer()
    """Places, of the core's locale: its digest covers them."""
    holidays: tuple[Holiday, ...] = ()
    topics: tuple[str, ...] = ()
    """What it can inform about: one phrase of its bank each."""


KINDS: Final = (
    "greet",
    "capture",
    "finish",
    "choose",
    "book",
    "change",
    "transfer",
    "message",
    "answer",
    "inform",
)
"""Every kind of directive that there is."""
