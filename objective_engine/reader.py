"""Plain data in, configuration out, with every structural mistake at once.

The reader is total: where a value is broken it reports that once and goes on with a blank of the
right type, so that nothing else about the document stays unsaid. What is blank is in `broken`, and
`compiler` keeps quiet about anything that follows from it.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

from msgspec import inspect as shape

from objective_engine.diagnostics import Diagnostic, child, did_you_mean, nearest, one_of
from objective_engine.forms import blank, form_of, has_form
from objective_engine.texts import foreign, hidden, look_alike

NAMES: Final[Mapping[type, str]] = {
    shape.StrType: "text",
    shape.IntType: "a whole number",
    shape.BoolType: "`true` or `false`",
    shape.StructType: "a group of keys",
    shape.VarTupleType: "a list",
    shape.DictType: "a group of keys",
    shape.LiteralType: "a choice",
}
GIVEN: Final[Mapping[type, str]] = {
    str: "text",
    int: "a number",
    float: "a number",
    bool: "`true` or `false`",
    dict: "a group of keys",
    list: "a list",
}


class Reader:
    """Reads one document; `found` are its mistakes, in the order of the document."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self.found: list[Diagnostic] = []
        self.broken: list[str] = []
        """Pointers at which a blank stands for what could not be read."""

    def read(self, kind: shape.Type, data: Any, at: str) -> Any:
        """Return `data` as `kind`, or a blank of that kind."""
        if data is None:
            return self._nothing(kind, at)
        match kind:
            case shape.Metadata(type=inner):
                return self.read(inner, data, at)
            case shape.UnionType(types=types):
                return self._union([one for one in types if not _is_none(one)], data, at)
            case shape.DictType() if isinstance(data, dict):
                values = (
                    (key, self.read(kind.value_type, data[key], child(at, key))) for key in data
                )
                return dict(values)
            case shape.StructType() if isinstance(data, dict):
                return self._struct(kind, data, at)
            case shape.VarTupleType() if isinstance(data, list):
                return self._list(kind, data, at)
            case _:
                return self._scalar(kind, data, at)

    def _union(self, kinds: list[shape.Type], data: Any, at: str) -> Any:
        """Read one of several kinds of group, told apart by one key."""
        first = kinds[0]
        if len(kinds) == 1 or not isinstance(data, dict):
            return self.read(first, data, at)
        structs = {str(one.tag): one for one in kinds if isinstance(one, shape.StructType)}
        key = next(str(one.tag_field) for one in structs.values())
        tag = data.get(key)
        if isinstance(tag, str) and tag in structs:
            return self._struct(structs[tag], data, at)
        if key not in data:
            message = f"`{key}` is missing."
            self.report(at, "SF1102", message, f"add `{key}:` with {one_of(structs)}.", at_key=True)
        else:
            shown = tag[:40] if isinstance(tag, str) else "this"
            cure = did_you_mean(shown, structs)
            self.report(child(at, key), "SF1105", f"`{shown}` is not a choice here.", cure)
            self.broken.append(at)
        return blank(first)

    def _scalar(self, kind: shape.Type, data: Any, at: str) -> Any:
        match kind:
            case shape.LiteralType(values=values):
                return self._choice(values, data, at)
            case shape.StrType() if isinstance(data, str):
                return self._text(kind, data, at)
            case shape.BoolType() if isinstance(data, bool):
                return data
            case shape.IntType() if isinstance(data, int) and not isinstance(data, bool):
                return self._number(kind, data, at)
            case _:
                return self._wrong_type(kind, data, at)

    def report(self, at: str, code: str, message: str, cure: str, *, at_key: bool = False) -> None:
        """Note a mistake, and that what stands here cannot be relied on."""
        self.found.append(
            Diagnostic(pointer=at, code=code, message=message, cure=cure, at_key=at_key)
        )
        self.broken.append(at)

    def _nothing(self, kind: shape.Type, at: str) -> Any:
        if isinstance(kind, shape.UnionType) and any(_is_none(t) for t in kind.types):
            return None
        self.report(
            at, "SF1104", "nothing stands here.", f"write {_name(kind)}, or leave the key out."
        )
        return blank(kind)

    def _wrong_type(self, kind: shape.Type, data: Any, at: str) -> Any:
        if isinstance(data, float) and not math.isfinite(data):
            self.report(at, "SF1013", "this is not a finite number.", f"write {_name(kind)}.")
            return blank(kind)
        given = GIVEN.get(type(data), "something else")
        cure = f"write {_name(kind)}."
        if isinstance(kind, shape.StrType) and not isinstance(data, (dict, list)):
            cure = "put it in quotation marks."
        self.report(at, "SF1103", f"this is {given}, not {_name(kind)}.", cure)
        return blank(kind)

    def _struct(self, kind: shape.StructType, data: Mapping[str, Any], at: str) -> Any:
        known = {field.encode_name: field for field in kind.fields}
        strange = [key for key in data if key not in known and key != kind.tag_field]
        meant = {self._unknown_key(key, known, at) for key in strange}
        values = {}
        for key, field in known.items():
            if key in data:
                values[field.name] = self.read(field.type, data[key], child(at, key))
            elif field.required:
                values[field.name] = self._missing(key, field.type, at, said=key in meant)
        return kind.cls(**values)

    def _missing(self, key: str, kind: shape.Type, at: str, *, said: bool) -> Any:
        """Report a missing key, unless it was probably meant by a misspelt one."""
        self.broken.append(child(at, key))
        if not said:
            self.found.append(
                Diagnostic(
                    pointer=at,
                    code="SF1102",
                    message=f"`{key}` is missing.",
                    cure=f"add `{key}:` with {_name(kind)}.",
                    at_key=True,
                )
            )
        return blank(kind)

    def _unknown_key(self, key: str, known: Mapping[str, Any], at: str) -> str:
        """Report a key that nothing reads; return the one that was probably meant, if any."""
        near = nearest(key, known)
        shown = key if len(key) <= 40 else key[:40] + "…"
        self.found.append(
            Diagnostic(
                pointer=child(at, key),
                code="SF1101",
                message=f"there is no key `{shown}` here.",
                cure=did_you_mean(key, known),
                at_key=True,
            )
        )
        return near

    def _list(self, kind: shape.VarTupleType, data: list[Any], at: str) -> tuple[Any, ...]:
        low, high = kind.min_length or 0, kind.max_length
        if len(data) < low or (high is not None and len(data) > high):
            bound = f"at least {low}" if len(data) < low else f"at most {high}"
            self.report(at, "SF1108", f"there are {len(data)} here.", f"list {bound}.")
            return ()
        return tuple(
            self.read(kind.item_type, item, child(at, place)) for place, item in enumerate(data)
        )

    def _choice(self, values: tuple[Any, ...], data: Any, at: str) -> Any:
        if any(data == value and type(data) is type(value) for value in values):
            return data
        if isinstance(values[0], int):
            self.report(at, "SF1110", "this schema version is not known.", f"write {values[-1]}.")
        elif isinstance(data, str):
            cure = did_you_mean(data, values)
            self.report(at, "SF1105", f"`{data[:40]}` is not a choice here.", cure)
        else:
            given = GIVEN.get(type(data), "something else")
            self.report(at, "SF1103", f"this is {given}.", f"write {one_of(values)}.")
        return values[0]

    def _text(self, kind: shape.StrType, data: str, at: str) -> str:
        unseen = hidden(data)
        if unseen:
            self.report(
                at, "SF1003", f"there is a hidden character ({unseen}) in it.", "type it again."
            )
            return data
        low, high = kind.min_length or 0, kind.max_length or 10_000
        if not low <= len(data.strip()) <= high:
            self.report(
                at, "SF1107", f"this has {len(data)} characters.", f"use {low} to {high} of them."
            )
        elif kind.pattern and not has_form(kind.pattern, data):
            self._wrong_form(kind.pattern, data, at)
        return data

    def _wrong_form(self, pattern: str, data: str, at: str) -> None:
        """Say what is wrong; a foreign letter that looks like ours is not seen by whoever reads."""
        odd = look_alike(data)
        if odd:
            self.report(at, "SF1205", *foreign(odd))
        else:
            wrong = f"`{data[:40]}` has the wrong form."
            self.report(at, "SF1106", wrong, form_of(pattern, data))

    def _number(self, kind: shape.IntType, data: int, at: str) -> int:
        low, high = kind.ge, kind.le
        if (low is None or data >= low) and (high is None or data <= high):
            return data
        self.report(
            at, "SF1109", "this number is out of range.", f"write a number from {low} to {high}."
        )
        return low or 0


def _is_none(kind: shape.Type) -> bool:
    return isinstance(kind, shape.NoneType)


def _name(kind: shape.Type) -> str:
    match kind:
        case shape.Metadata(type=inner):
            return _name(inner)
        case shape.UnionType(types=types):
            return _name(next(t for t in types if not _is_none(t)))
        case shape.LiteralType(values=values):
            return one_of(str(value) for value in values)
        case _:
            return NAMES.get(type(kind), "a value")
