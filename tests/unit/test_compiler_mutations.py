"""Every value of a whole business, spoilt in every way: a diagnostic that points at it."""

import copy
from collections.abc import Iterator
from typing import Any, Final

import pytest

from cli.config.source import read_source
from cli.config.templates import read_templates
from objective_engine.compiler import compile_config
from objective_engine.diagnostics import child, inside
from objective_engine.graph import Graph
from tests.unit.engine_samples import ABLE, EXAMPLES, SMALL, TODAY

WRONG: Final[tuple[Any, ...]] = (None, 7.5, {"a": 1}, [[]], "\x07", "", -1, "х" * 3)
PRICED: Final = {
    "schema": 2,
    "tenant": "priced-plumbing",
    "business": {
        "name": "Priced Plumbing",
        "say_as": "Priced",
        "numbers": ["+61255501209"],
        "time_zone": "Australia/Hobart",
        "hours": {"sat": ["08:00-12:00"]},
        "closures": [{"first": "2026-12-25", "last": "2026-12-26", "why": "Christmas"}],
        "licences": [{"title": "Plumbing", "number": "L1234"}],
    },
    "contacts": [
        {"name": "ann", "title": "Ann", "number": "+61491570006", "rung": "listed",
         "hours": {"sun": ["10:00-11:00"]}}
    ],
    "services": [
        {"name": "drain", "title": "a drain", "minutes": 30, "prices": [
            {"from_cents": 9900, "to_cents": 12000, "scope": "half an hour", "after_hours": True,
             "minimum_charge": False, "effective": "2026-01-01", "expires": "2027-01-01"}]},
        {"name": "tap", "title": "a tap", "synonyms": ["taps"]},
    ],
    "objectives": {
        "outcome": "enquiry",
        "steps": [
            {"kind": "capture", "name": "phone", "primitive": "phone", "secret": False,
             "rules": [{"when": "phone is known", "opens": "note"}]},
            {"kind": "message", "name": "note", "when": "open", "needs": ["phone"]},
        ],
    },
    "booking": {"slot_minutes": 60, "lead_hours": 1, "horizon_days": 5, "buffer_minutes": 0},
    "retention_days": 90,
}  # fmt: skip
BUSINESSES: Final = {
    "small": read_source(SMALL).data,
    "templated": read_source(EXAMPLES / "harbourside-plumbing.yaml").data,
    "priced": PRICED,
}


def places(data: Any, at: str = "") -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield the pointer of every value, and the keys that lead to it."""
    for key in data if isinstance(data, dict) else range(len(data)):
        here = child(at, key)
        yield here, (key,)
        if isinstance(data[key], (dict, list)):
            yield from ((pointer, (key, *rest)) for pointer, rest in places(data[key], here))


def spoilt(data: Any, keys: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(data)
    holder = made
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = value
    return made


@pytest.mark.parametrize("name", sorted(BUSINESSES))
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_spoilt_value_is_pointed_at(name: str, wrong: Any) -> None:
    data, templates = BUSINESSES[name], read_templates()
    for at, keys in places(data):
        broken = spoilt(data, keys, wrong)
        made = compile_config(broken, core=ABLE, as_of=TODAY, templates=templates)
        if isinstance(made, Graph):
            continue  # nothing where nothing is needed
        found = [one.pointer for one in made if one.severity == "error"]
        assert any(inside(one, at) or inside(at, one) for one in found), (at, found)


@pytest.mark.parametrize("name", sorted(BUSINESSES))
def test_a_missing_part_is_asked_for_or_not_needed(name: str) -> None:
    data, templates = BUSINESSES[name], read_templates()
    for at, keys in places(data):
        broken = copy.deepcopy(data)
        holder = broken
        for key in keys[:-1]:
            holder = holder[key]
        del holder[keys[-1]]
        made = compile_config(broken, core=ABLE, as_of=TODAY, templates=templates)
        assert isinstance(made, Graph) or all(one.cure for one in made), at
