"""A configuration without mistakes, as a graph."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import msgspec

from objective_engine.build_business import contact_of, entries_of
from objective_engine.build_places import area_of, closures_of
from objective_engine.build_routes import route_parts
from objective_engine.build_steps import step_of, verdict_of
from objective_engine.condition_text import parse_condition
from objective_engine.conditions import All, AnyOf, Condition, Raised
from objective_engine.config import Config
from objective_engine.core_facts import CoreFacts
from objective_engine.facts import Signal
from objective_engine.graph import (
    ANSWER,
    CLOSING,
    DANGER,
    FINISH,
    GREET,
    OPENING,
    PERSON,
    PLAN,
    QUESTION,
    TURN_AWAY,
    Graph,
    Letter,
    Objective,
    Trigger,
    Verdict,
)
from objective_engine.hours import week_of
from objective_engine.naming import Placed, parts_of, placed
from objective_engine.plan import Capture, Close, Qualify, Route, Triage
from objective_engine.rewiring import Parts, both, rewired
from objective_engine.steps import AnswerStep, FinishStep, GreetStep
from spine.ids import ObjectiveName, TenantId

TURNED_AWAY: Final[tuple[Signal, ...]] = ("wrong_number", "sales_call", "abuse")


def build(config: Config, *, core: CoreFacts, as_of: date) -> Graph:
    """Return the graph of a configuration that has no errors."""
    business = config.business
    today = as_of.isoformat()
    return Graph(
        tenant=TenantId(config.tenant),
        business=business.name,
        spoken_name=business.say_as or business.name,
        numbers=business.numbers,
        time_zone=business.time_zone,
        objectives=tuple(map(_gated, sorted(_objectives(config), key=lambda one: one.rank))),
        verdicts=tuple(
            Verdict(name=ObjectiveName(one.step.name), step=verdict_of(config, one.step))
            for one in placed(config)
            if isinstance(one.step, (Triage, Qualify))
        ),
        outcome=config.objectives.outcome,
        week=week_of(business.hours),
        closures=tuple(closures_of(config, core, as_of)),
        contacts=tuple(contact_of(config, one) for one in config.contacts),
        area=area_of(config, core),
        knowledge=tuple(entries_of(config, today)),
        triggers=tuple(Trigger(on=one.on, run=one.run) for one in config.workflows),
        emails=config.notifications.emails,
        messages=tuple(
            Letter(on=one.on, subject=one.subject, text=one.text)
            for one in config.notifications.messages
        ),
        secrets=tuple(
            one.step.name
            for one in placed(config)
            if isinstance(one.step, Capture) and one.step.secret
        ),
        retention_days=config.retention_days,
        core=core.digest,
        as_of=today,
    )


def _objectives(config: Config) -> Iterator[Objective]:
    opened = dict(_opened_by_rules(config))
    parts = parts_of(config)
    yield Objective(name=GREET, step=GreetStep(), rank=OPENING)
    if config.contacts:
        contacts = tuple(one.name for one in config.contacts)
        danger = Route(name="danger", to=contacts, urgent=True, outcome="emergency")
        person = Route(name="person", to=contacts, urgent=True)
        yield from route_parts(config, danger, Raised(signal="emergency"), DANGER)
        yield from route_parts(config, person, Raised(signal="person"), PERSON)
    for signal in TURNED_AWAY:
        name = ObjectiveName(f"turn_away.{signal}")
        step = FinishStep(outcome=signal)
        yield Objective(name=name, step=step, when=Raised(signal=signal), rank=TURN_AWAY)
    if config.knowledge or any(service.prices for service in config.services):
        yield Objective(name=ANSWER, step=AnswerStep(), rank=QUESTION)
    for one in placed(config):
        yield from _planned(config, one, opened, parts)
    for branch in config.objectives.branches:
        yield Objective(
            name=ObjectiveName(f"{branch.name}.close"),
            step=FinishStep(outcome=branch.outcome or ""),
            when=rewired(parse_condition(branch.when), parts),
            rank=CLOSING,
        )
    yield Objective(name=FINISH, step=FinishStep(), rank=CLOSING)


def _gated(objective: Objective) -> Objective:
    """Note the signal that an objective cannot do without."""
    first = objective.when.of[0] if isinstance(objective.when, All) else objective.when
    signal = first.signal if isinstance(first, Raised) else ""
    return msgspec.structs.replace(objective, signal=signal)


def _opened_by_rules(config: Config) -> Iterator[tuple[str, Condition]]:
    rules: dict[str, list[Condition]] = {}
    for one in placed(config):
        checks = one.step.rules if isinstance(one.step, Capture) else ()
        for rule in checks:
            rules.setdefault(rule.opens, []).append(parse_condition(rule.when))
    for name, conditions in rules.items():
        yield name, AnyOf(of=tuple(conditions))


def _planned(
    config: Config, one: Placed, opened: Mapping[str, Condition], parts: Parts
) -> Iterator[Objective]:
    step = one.step
    if isinstance(step, (Triage, Qualify)):
        return
    own = parse_condition(step.when) if step.when else None
    rule = opened.get(step.name)
    ways = tuple(rewired(one, parts) for one in (own, rule) if one is not None)
    wanted = AnyOf(of=ways) if len(ways) > 1 else next(iter(ways), None)
    if one.branch is not None:
        wanted = both(rewired(parse_condition(one.branch.when), parts), wanted)
    if isinstance(step, Route):
        yield from route_parts(config, step, wanted, PLAN)
        return
    needs: list[str] = []
    for need in step.needs:
        needs += (*parts[need], f"{need}.message") if need in parts else (need,)
    yield Objective(
        name=ObjectiveName(step.name),
        step=step_of(config, step),
        needs=tuple(map(ObjectiveName, needs)),
        when=wanted,
        rank=CLOSING if isinstance(step, Close) else PLAN,
    )
