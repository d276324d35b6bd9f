"""Older schemas of a configuration, brought up to the present one before anything reads them."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from objective_engine.diagnostics import Diagnostic, inside

PRESENT: Final = 2
ASKED_IN_1: Final = ("/objectives/steps", "/objectives/fields")


class Upcast(msgspec.Struct, frozen=True):
    """A document in the present schema, and how to speak of it in the words of its own."""

    data: Any
    renamed: tuple[tuple[str, str], ...] = ()
    """Pointers: present, as written."""

    def as_written(self, one: Diagnostic) -> Diagnostic:
        """Return a diagnostic that points into the document as its author wrote it."""
        for present, written in self.renamed:
            if inside(one.pointer, present):
                pointer = written + one.pointer.removeprefix(present)
                return msgspec.structs.replace(one, pointer=pointer)
        return one


def upcast(data: Any) -> Upcast:
    """Bring a document up to date; what is not a document is left for the reader to refuse.

    A document whose version is wrong is read as the version that it looks like, so that its one
    mistake does not hide the others or cause new ones.
    """
    if not isinstance(data, Mapping):
        return Upcast(data)
    version, objectives = data.get("schema"), data.get("objectives")
    made = dict(data)
    if version == 1 and version is not True:
        made["schema"] = 2
    elif version == PRESENT or not (isinstance(objectives, Mapping) and "fields" in objectives):
        return Upcast(data)
    if isinstance(objectives, Mapping) and "fields" in objectives and "steps" not in objectives:
        kept = {key: value for key, value in objectives.items() if key != "fields"}
        made["objectives"] = {**kept, "steps": _fields_of_1(objectives["fields"])}
    return Upcast(made, renamed=(ASKED_IN_1,))


def _fields_of_1(fields: Any) -> Any:
    """Schema 1 knew captures only, as a list of fields without a kind."""
    if not isinstance(fields, list):
        return fields
    return [
        {"kind": "capture", **field} if isinstance(field, Mapping) else field for field in fields
    ]
