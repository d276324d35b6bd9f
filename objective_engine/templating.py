"""A business on top of a template: two documents become one, and every part keeps its origin."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from objective_engine.diagnostics import Diagnostic, child, did_you_mean, inside

TEMPLATE_KEYS: Final = frozenset({"trade", "extends"})
"""Keys of a template that a configuration does not have."""
DEEPEST: Final = 5
"""Templates that may stand on one another."""


class Merged(msgspec.Struct, frozen=True):
    """One document, and where its parts stand in what the business wrote."""

    data: Any
    origins: Mapping[str, str] = {}
    """Pointer in `data` to pointer in the business's own document."""
    template: str = ""
    found: tuple[Diagnostic, ...] = ()

    def as_written(self, one: Diagnostic) -> Diagnostic:
        """Return a diagnostic that points at what the business wrote, or at its template."""
        if not self.template:
            return one
        at = one.pointer
        while at not in self.origins:
            at = at.rpartition("/")[0]
        if at == one.pointer or not _named_part(one.pointer, at):
            pointer = self.origins[at] + one.pointer.removeprefix(at)
            return msgspec.structs.replace(one, pointer=pointer)
        message = f"in the template `{self.template}`, at {one.pointer}: {one.message}"
        return msgspec.structs.replace(one, pointer="/template", message=message, at_key=False)


def _named_part(pointer: str, at: str) -> bool:
    """Tell whether a value is the template's own; a missing or unknown key is the business's."""
    return inside(pointer, at) and pointer.removeprefix(at).count("/") > 1


def merge(data: Any, templates: Mapping[str, Any]) -> Merged:
    """Lay a business's document over its template; without one it stays as it is."""
    if not isinstance(data, Mapping) or not isinstance(data.get("template"), str):
        return Merged(data)
    name = str(data["template"])
    if name not in templates:
        cure = (
            did_you_mean(name, sorted(set(templates) - {"base"})) if templates else "leave it out."
        )
        unknown = Diagnostic(
            pointer="/template",
            code="SF1222",
            message=f"there is no template `{name[:40]}`.",
            cure=cure,
        )
        return Merged(data, found=(unknown,))
    below = _whole(name, templates, DEEPEST)
    toggles = below.get("toggles", {})
    strange = tuple(_strange_toggles(data.get("toggles"), toggles))
    wanted = {**toggles, **(data["toggles"] if isinstance(data.get("toggles"), Mapping) else {})}
    origins: dict[str, str] = {"": ""}
    made = _laid(_toggled(below, wanted), data, ("", ""), origins)
    return Merged(made, origins, name, strange)


def _strange_toggles(given: Any, known: Mapping[str, bool]) -> list[Diagnostic]:
    names = [name for name in given if name not in known] if isinstance(given, Mapping) else []
    return [
        Diagnostic(
            pointer=child("/toggles", name),
            code="SF1223",
            message=f"the template has no toggle `{name[:40]}`.",
            cure=did_you_mean(name, known),
            at_key=True,
        )
        for name in names
    ]


def _whole(name: str, templates: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Return a template with everything that it stands on."""
    own = dict(templates[name])
    under = own.get("extends")
    if isinstance(under, str) and under in templates and depth:
        own = _laid(_whole(under, templates, depth - 1), own, ("", ""), {})
    return {key: value for key, value in own.items() if key not in TEMPLATE_KEYS}


def _toggled(data: Any, wanted: Mapping[str, Any]) -> Any:
    """Return a template without the parts that are switched off."""
    if isinstance(data, Mapping):
        kept = {key: value for key, value in data.items() if key != "toggle"}
        return {key: _toggled(value, wanted) for key, value in kept.items()}
    if isinstance(data, list):
        return [_toggled(item, wanted) for item in data if _is_on(item, wanted)]
    return data


def _is_on(item: Any, wanted: Mapping[str, Any]) -> bool:
    """Tell whether an item stays: `toggle` names what has to be on, one or several."""
    named = item.get("toggle") if isinstance(item, Mapping) else None
    toggles = named if isinstance(named, list) else [named]
    return all(wanted.get(str(one), True) is not False for one in toggles)


def _laid(under: Any, over: Any, at: tuple[str, str], origins: dict[str, str]) -> Any:
    """Lay one value over another.

    Args:
        under: The template's value.
        over: The business's.
        at: Pointers of this place: in the result, in the business's document.
        origins: Grows by every place that the business wrote.
    """
    origins[at[0]] = at[1]
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        made = dict(under)
        for key, value in over.items():
            here = (child(at[0], key), child(at[1], key))
            made[key] = _laid(made.get(key), value, here, origins)
        return made
    if isinstance(under, list) and isinstance(over, list) and _all_named([*under, *over]):
        return _by_name(under, over, at, origins)
    return _copied(over, at, origins)


def _copied(over: Any, at: tuple[str, str], origins: dict[str, str]) -> Any:
    origins[at[0]] = at[1]
    if isinstance(over, Mapping):
        for key, value in over.items():
            _copied(value, (child(at[0], key), child(at[1], key)), origins)
    elif isinstance(over, list):
        for place, value in enumerate(over):
            _copied(value, (child(at[0], place), child(at[1], place)), origins)
    return over


def _all_named(items: list[Any]) -> bool:
    return all(isinstance(item, Mapping) and isinstance(item.get("name"), str) for item in items)


def _by_name(
    under: list[Any], over: list[Any], at: tuple[str, str], origins: dict[str, str]
) -> list[Any]:
    """Lay a list over another by the names of its items; new ones come last."""
    made = list(under)
    for place, item in enumerate(over):
        names = [one["name"] for one in made[: len(under)]]
        number = names.index(item["name"]) if item["name"] in names else len(made)
        here = (child(at[0], number), child(at[1], place))
        laid = _laid(under[number] if number < len(under) else None, item, here, origins)
        made[number:] = [laid, *made[number + 1 :]]
    return made
