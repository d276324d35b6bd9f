"""What the names of a configuration stand for: the one place where references are resolved."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from objective_engine.config import Config
from objective_engine.diagnostics import child
from objective_engine.plan import (
    Book,
    Branch,
    Capture,
    Choose,
    Close,
    Qualify,
    Route,
    Step,
    Triage,
)
from objective_engine.rewiring import Parts

STEPS: Final = "/objectives/steps"
BRANCHES: Final = "/objectives/branches"
BOOKED: Final = ("confirmed", "requested")
PLACED: Final = ("fits", "outside", "unknown")
YES_NO: Final = ("yes", "no")
PLACES: Final = frozenset({"address", "reason", "spelling"})
"""Primitives whose value may name a place."""


class Placed(msgspec.Struct, frozen=True):
    """One planned objective and where it stands."""

    step: Step
    pointer: str
    branch: Branch | None = None


def placed(config: Config) -> Iterator[Placed]:
    """Yield every planned objective, in order: those of each call, then branch by branch."""
    for place, step in enumerate(config.objectives.steps):
        yield Placed(step, child(STEPS, place))
    for number, branch in enumerate(config.objectives.branches):
        at = child(child(BRANCHES, number), "steps")
        for place, step in enumerate(branch.steps):
            yield Placed(step, child(at, place), branch)


def options_of(config: Config, step: Choose) -> tuple[str, ...]:
    """Return the names that a choice may end in."""
    if step.options == "services":
        return tuple(service.name for service in config.services)
    chosen = (one for one in config.lists if one.name == step.options)
    return tuple(item.name for one in chosen for item in one.items)


class Meanings(msgspec.Struct, frozen=True):
    """Every name that a condition may use."""

    values: Mapping[str, tuple[str, ...]]
    """Names with a closed list of values."""
    free: frozenset[str]
    """Names whose value is free: known or missing is all that can be asked."""
    places: frozenset[str]
    """Names that hold a place."""
    objectives: tuple[str, ...]
    contacts: tuple[str, ...]


def meanings(config: Config) -> Meanings:
    """Return what each name of a configuration means."""
    steps = [one.step for one in placed(config)]
    captures = [step for step in steps if isinstance(step, Capture)]
    free = {step.name: step.primitive for step in captures if step.primitive != "yes_no"}
    return Meanings(
        values={step.name: values for step in steps if (values := _values(config, step))},
        free=frozenset(free),
        places=frozenset(name for name, primitive in free.items() if primitive in PLACES),
        objectives=tuple(s.name for s in steps if not isinstance(s, (Triage, Qualify, Close))),
        contacts=tuple(contact.name for contact in config.contacts),
    )


def _values(config: Config, step: Step) -> tuple[str, ...]:
    """Return the closed list of values that an objective's name may have, or nothing."""
    match step:
        case Choose():
            return options_of(config, step)
        case Triage(rows=rows, otherwise=otherwise):
            return tuple(dict.fromkeys([*(row.verdict for row in rows), otherwise]))
        case Qualify():
            return PLACED
        case Book():
            return BOOKED
        case Capture(primitive="yes_no"):
            return YES_NO
        case _:
            return ()


def parts_of(config: Config) -> Parts:
    """Return, for each route, the objectives that it is made of."""
    return {
        one.step.name: tuple(f"{one.step.name}.{contact}" for contact in one.step.to)
        for one in placed(config)
        if isinstance(one.step, Route)
    }
