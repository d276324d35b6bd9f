"""Objectives: their names, what they are made of, and whether this core can carry them out."""

from collections.abc import Iterator, Mapping
from typing import Final

from objective_engine.checks.references import unknown
from objective_engine.config import PRIMITIVES, Config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic, child, did_you_mean, one_of
from objective_engine.graph import ANSWER, FINISH, GREET
from objective_engine.naming import BRANCHES, STEPS, meanings, placed
from objective_engine.plan import Capture, Choose, Inform, Qualify, Route, Step, Triage

RESERVED: Final = frozenset({GREET, ANSWER, FINISH, "danger", "person", "turn_away"})
CHOSEN: Final = frozenset({"choice", "choose", "list"})
"""What people call a field that is chosen from a list: it is a kind of objective."""
OWN_KEYS: Final = {"shapes": "spelling", "unit": "quantity"}
"""Keys of a field, each with the primitive that it is for."""
SPEAKS: Final[Mapping[str, tuple[str, str]]] = {
    "Choose": ("choose", "let callers choose"),
    "Book": ("book", "book visits"),
    "Change": ("change", "move or cancel bookings"),
    "Route": ("transfer", "put calls through"),
    "Message": ("message", "take messages"),
    "Inform": ("inform", "say this"),
}
"""What a core must have learnt for a kind of objective, and how to say so."""


def judge_objectives(config: Config, core: CoreFacts) -> Iterator[Diagnostic]:
    """Yield what is wrong with each objective by itself."""
    seen: set[str] = set()
    for one in placed(config):
        yield from _name(one.step.name, child(one.pointer, "name"), seen)
        yield from _made_of(config, one.step, one.pointer, core)
        yield from _spoken(one.step, one.pointer, core)
    for number, branch in enumerate(config.objectives.branches):
        yield from _name(branch.name, child(child(BRANCHES, number), "name"), seen)
    if not any(True for _ in placed(config)):
        yield Diagnostic(
            pointer=STEPS if config.objectives.steps else "/objectives",
            code="SF1228",
            message="a call would ask for nothing.",
            cure="add `steps:` with at least one objective.",
        )
    if config.knowledge and "answer" not in core.directives:
        yield _not_yet("/knowledge", "answer questions")


def _name(name: str, at: str, seen: set[str]) -> Iterator[Diagnostic]:
    if name in RESERVED:
        yield Diagnostic(
            pointer=at,
            code="SF1208",
            message=f"`{name}` is the name of an objective that every call has.",
            cure="choose another name.",
        )
    elif name in seen:
        yield Diagnostic(
            pointer=at,
            code="SF1201",
            message=f"there is `{name}` already.",
            cure="give each objective and each branch a name of its own.",
        )
    seen.add(name)


def _made_of(config: Config, step: Step, at: str, core: CoreFacts) -> Iterator[Diagnostic]:
    match step:
        case Capture(primitive=primitive):
            yield from _primitive(primitive, child(at, "primitive"), core)
            yield from _of_its_own(step, at)
        case Choose(options=options) if options != "services":
            lists = [one.name for one in config.lists]
            yield from unknown(child(at, "options"), options, [*lists, "services"], "list")
        case Choose() if len(config.services) < 2:
            yield Diagnostic(
                pointer=at,
                code="SF1221",
                message="there are not two services to choose from.",
                cure="list at least two `services`.",
            )
        case Qualify(field=field):
            yield from unknown(child(at, "field"), field, sorted(meanings(config).free), "field")
        case Route(to=to):
            yield from _rung(config, to, child(at, "to"))
        case Inform(topic=topic) if "inform" in core.directives and topic not in core.topics:
            yield from unknown(child(at, "topic"), topic, core.topics, "topic")
        case Triage() | _:
            pass


def _rung(config: Config, to: tuple[str, ...], at: str) -> Iterator[Diagnostic]:
    people = [one.name for one in config.contacts]
    for place, name in enumerate(to):
        here = child(at, place)
        yield from unknown(here, name, people, "contact")
        if name in to[:place]:
            yield Diagnostic(
                pointer=here,
                code="SF1201",
                message=f"`{name}` is rung already.",
                cure="name each contact once.",
            )


def _of_its_own(step: Capture, at: str) -> Iterator[Diagnostic]:
    """Check what belongs to one primitive alone."""
    for key, primitive in OWN_KEYS.items():
        if getattr(step, key) and step.primitive in PRIMITIVES and step.primitive != primitive:
            yield Diagnostic(
                pointer=child(at, key),
                code="SF1234",
                message=f"`{key}` says nothing about a `{step.primitive}`.",
                cure=f"leave it out, or make the field a `{primitive}`.",
                at_key=True,
            )
    seen: set[str] = set()
    for place, shape in enumerate(step.shapes):
        bare = shape.replace(" ", "")
        if bare in seen:
            yield Diagnostic(
                pointer=child(child(at, "shapes"), place),
                code="SF1235",
                message=f"`{shape}` is listed already; spaces make no difference.",
                cure="remove one of the two.",
            )
        seen.add(bare)


def _primitive(primitive: str, at: str, core: CoreFacts) -> Iterator[Diagnostic]:
    if primitive not in PRIMITIVES:
        yield Diagnostic(
            pointer=at,
            code="SF1203",
            message=f"there is no primitive `{primitive}`.",
            cure="say `kind: choose` with a list of `options`."
            if primitive in CHOSEN
            else did_you_mean(primitive, PRIMITIVES),
        )
    elif primitive not in core.primitives:
        yield Diagnostic(
            pointer=at,
            code="SF1204",
            message=f"this core version cannot capture `{primitive}` yet.",
            cure=f"use {one_of(sorted(core.primitives))}, or wait for a newer core.",
        )


def _spoken(step: Step, at: str, core: CoreFacts) -> Iterator[Diagnostic]:
    needed = SPEAKS.get(type(step).__name__)
    if needed is not None and needed[0] not in core.directives:
        yield _not_yet(child(at, "kind"), needed[1])


def _not_yet(at: str, what: str) -> Diagnostic:
    return Diagnostic(
        pointer=at,
        code="SF1204",
        message=f"this core version cannot {what} yet.",
        cure="leave it out, or wait for a newer core.",
    )
