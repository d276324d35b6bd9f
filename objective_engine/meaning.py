"""What a well-formed configuration may still mean wrongly."""

import re
from collections.abc import Iterator
from typing import Final

from objective_engine.config import PRIMITIVES, Config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic, child, did_you_mean, one_of
from objective_engine.engine import REACHES
from objective_engine.graph import FINISH, GREET
from objective_engine.texts import SPEAKABLE, look_alike

DIALLED: Final = re.compile(r"\+61(?:[23478]\d{8}|1[38]00\d{6}|13[1-9]\d{3})", re.ASCII)
"""Geographic, mobile, 1300, 1800 and 13 numbers (docs/sources.md#acma-numbering)."""
MANY: Final = 8
"""Questions above which callers begin to hang up; a warning, never a limit."""
SPOKEN_CHARACTERS: Final = 30
"""What fits into the recording notice's three seconds beside its fixed words."""
FIELDS: Final = "/objectives/fields"


def judge(config: Config, *, core: CoreFacts) -> Iterator[Diagnostic]:
    """Yield all mistakes and warnings, in the order of the document."""
    yield from _names(config)
    yield from _numbers(config)
    yield from _fields(config, core)
    yield from _warnings(config)


def _names(config: Config) -> Iterator[Diagnostic]:
    business = config.business
    odd = look_alike(business.name)
    if odd:
        yield Diagnostic(
            pointer="/business/name",
            code="SF1205",
            message=f"`{odd}` (U+{ord(odd):04X}) only looks like a letter of our alphabet.",
            cure="type the name again on an English keyboard.",
        )
    at = "/business/name" if business.say_as is None else "/business/say_as"
    spoken = business.say_as or business.name
    if odd and business.say_as is None:
        return
    if len(spoken) > SPOKEN_CHARACTERS or not SPEAKABLE.fullmatch(spoken):
        yield Diagnostic(
            pointer=at,
            code="SF1206",
            message=f"`{spoken}` is too long to say in the greeting, or has signs in it.",
            cure=f"give `say_as` in at most {SPOKEN_CHARACTERS} plain letters, as it is spoken.",
        )


def _numbers(config: Config) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for place, number in enumerate(config.business.numbers):
        at = child("/business/numbers", place)
        if number in seen:
            yield Diagnostic(
                pointer=at,
                code="SF1202",
                message=f"{number} is listed already.",
                cure="remove one of the two.",
            )
        elif not DIALLED.fullmatch(number):
            yield Diagnostic(
                pointer=at,
                code="SF1207",
                message=f"{number} is not a number that people in Australia can dial.",
                cure="use a geographic, mobile, 1300, 1800 or 13 number, such as `+61255501206`.",
            )
        seen.add(number)


def _fields(config: Config, core: CoreFacts) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for place, field in enumerate(config.objectives.fields):
        at = child(FIELDS, place)
        if field.name in {GREET, FINISH}:
            yield Diagnostic(
                pointer=child(at, "name"),
                code="SF1208",
                message=f"`{field.name}` is the name of an objective that every call has.",
                cure="choose another name.",
            )
        elif field.name in seen:
            yield Diagnostic(
                pointer=child(at, "name"),
                code="SF1201",
                message=f"there is a field `{field.name}` already.",
                cure="give each field a name of its own.",
            )
        seen.add(field.name)
        yield from _primitive(field.primitive, child(at, "primitive"), core)


def _primitive(primitive: str, at: str, core: CoreFacts) -> Iterator[Diagnostic]:
    if primitive not in PRIMITIVES:
        yield Diagnostic(
            pointer=at,
            code="SF1203",
            message=f"there is no primitive `{primitive}`.",
            cure=did_you_mean(primitive, PRIMITIVES),
        )
    elif primitive not in core.primitives:
        yield Diagnostic(
            pointer=at,
            code="SF1204",
            message=f"this core version cannot capture `{primitive}` yet.",
            cure=f"use {one_of(sorted(core.primitives))}, or wait for a newer core.",
        )


def _warnings(config: Config) -> Iterator[Diagnostic]:
    fields = config.objectives.fields
    ways = [place for place, field in enumerate(fields) if field.primitive in REACHES]
    if fields and not ways:
        yield Diagnostic(
            pointer=FIELDS,
            code="SF1301",
            message="no field is a way to call the caller back.",
            cure="add a field with the primitive `phone`.",
        )
    if ways and not any(fields[place].required for place in ways):
        yield Diagnostic(
            pointer=child(FIELDS, ways[0]),
            code="SF1303",
            message="a caller may go without leaving a way to call back.",
            cure="make this field required.",
        )
    if len(fields) > MANY:
        yield Diagnostic(
            pointer=FIELDS,
            code="SF1302",
            message=f"{len(fields)} questions are many for one call.",
            cure=f"keep to {MANY} or fewer.",
        )
