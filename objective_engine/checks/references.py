"""Conditions and references: every name must stand for something that fits."""

from collections.abc import Iterable, Iterator

from objective_engine.condition_text import ConditionError, parse_condition
from objective_engine.conditions import Condition, Ended, InArea, Is, Known, Reachable, atoms
from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child, did_you_mean
from objective_engine.naming import BRANCHES, Meanings, meanings, placed
from objective_engine.plan import Capture, Step, Triage


def conditions_in(config: Config) -> Iterator[tuple[str, str, str]]:
    """Yield every condition: its pointer, its text, and the objective that it belongs to."""
    for number, branch in enumerate(config.objectives.branches):
        yield child(child(BRANCHES, number), "when"), branch.when, ""
    for one in placed(config):
        if one.step.when is not None:
            yield child(one.pointer, "when"), one.step.when, one.step.name
        yield from _inner(one.step, one.pointer)


def _inner(step: Step, at: str) -> Iterator[tuple[str, str, str]]:
    rows: Iterable[tuple[str, int, str]] = ()
    if isinstance(step, Triage):
        rows = (("rows", place, row.when) for place, row in enumerate(step.rows))
    elif isinstance(step, Capture):
        rows = (("rules", place, rule.when) for place, rule in enumerate(step.rules))
    for key, place, text in rows:
        name = step.name if isinstance(step, Triage) else ""
        yield child(child(child(at, key), place), "when"), text, name


def judge_references(config: Config) -> Iterator[Diagnostic]:
    """Yield conditions that cannot be read or that speak of what there is not."""
    known = meanings(config)
    for at, text, _ in conditions_in(config):
        try:
            condition = parse_condition(text)
        except ConditionError as exc:
            yield Diagnostic(pointer=at, code="SF1209", message=str(exc), cure=exc.cure)
            continue
        for atom in atoms(condition):
            yield from _atom(atom, at, known)
    for one in placed(config):
        names = [*known.objectives, *known.values]
        for place, need in enumerate(one.step.needs):
            at = child(child(one.pointer, "needs"), place)
            yield from unknown(at, need, names, "objective")
        if isinstance(one.step, Capture):
            for place, rule in enumerate(one.step.rules):
                at = child(child(child(one.pointer, "rules"), place), "opens")
                yield from unknown(at, rule.opens, known.objectives, "objective")


def unknown(at: str, name: str, names: Iterable[str], what: str) -> Iterator[Diagnostic]:
    """Report a name that stands for nothing."""
    names = tuple(dict.fromkeys(names))
    if name in names:
        return
    yield Diagnostic(
        pointer=at,
        code="SF1210",
        message=f"there is no {what} `{name}`.",
        cure=did_you_mean(name, names) if names else f"add a {what} with this name.",
    )


def _atom(atom: Condition, at: str, known: Meanings) -> Iterator[Diagnostic]:
    match atom:
        case Is(name=name, values=values) if name in known.values:
            yield from _values(at, name, values, known.values[name])
        case Is(name=name) if name in known.free:
            cure = f"ask whether `{name} is known`, or let callers choose from a list."
            yield _no_comparison(at, f"`{name}` is free text: it cannot be compared.", cure)
        case InArea(name=name) if name in {*known.values, *known.free} - known.places:
            cure = "use a field with the primitive `address`."
            yield _no_comparison(at, f"`{name}` is no place.", cure)
        case Is(name=name) | Known(name=name) | InArea(name=name):
            yield from unknown(at, name, sorted({*known.values, *known.free}), "value")
        case Ended(objective=name):
            yield from unknown(at, name, known.objectives, "objective")
        case Reachable(contact=name):
            yield from unknown(at, name, known.contacts, "contact")
        case _:
            pass


def _values(
    at: str, name: str, values: tuple[str, ...], possible: tuple[str, ...]
) -> Iterator[Diagnostic]:
    for value in values:
        if value not in possible:
            yield Diagnostic(
                pointer=at,
                code="SF1211",
                message=f"`{name}` is never `{value}`.",
                cure=did_you_mean(value, possible),
            )


def _no_comparison(at: str, message: str, cure: str) -> Diagnostic:
    return Diagnostic(pointer=at, code="SF1212", message=message, cure=cure)
