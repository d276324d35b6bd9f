"""A configuration file as plain data, with the line and column of everything in it.

YAML in a strict subset: no anchors, tags or merge keys, so that what one reads is what there is
and a small file cannot unfold into a large one. The size is checked before anything is parsed.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from cli.config.yaml_subset import Builder, Refused, whole
from objective_engine.diagnostics import Diagnostic

MAX_BYTES: Final = 32 * 1024
"""Read in well under two seconds; a real configuration is a tenth of it."""


class Position(msgspec.Struct, frozen=True):
    """Where something stands: line and column from 1."""

    line: int
    column: int
    width: int = 1
    """Characters to underline."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A file, read as far as it could be."""

    name: str
    text: str
    data: Any = None
    values: Mapping[str, Position] = {}
    """JSON pointer to the place of the value."""
    keys: Mapping[str, Position] = {}
    """JSON pointer to the place of the value's key."""
    found: tuple[Diagnostic, ...] = ()
    """Why there is no data, when there is none."""

    def position(self, diagnostic: Diagnostic) -> Position:
        """Return where a diagnostic points, or the nearest place around it."""
        at = diagnostic.pointer
        while True:
            first, second = (
                (self.keys, self.values) if diagnostic.at_key else (self.values, self.keys)
            )
            found = first.get(at) or second.get(at)
            if found or not at:
                return found or Position(1, 1)
            at = at.rpartition("/")[0]


def read_source(path: Path) -> Source:
    """Read a file; whatever is wrong with it ends up in `found`, never in a traceback."""
    name = path.name
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as exc:
        why = exc.strerror or type(exc).__name__
        return _refused(name, "", _why("SF1014", f"{path.name}: {why}.", "check the path."))
    if len(data) > MAX_BYTES:
        cure = f"a configuration has at most {MAX_BYTES // 1024} KiB."
        return _refused(name, "", _why("SF1001", "the file is too large to be one.", cure))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        message = f"byte {exc.start + 1} is not UTF-8."
        return _refused(name, "", _why("SF1002", message, "save the file as UTF-8 text."))
    return parse(text, name=name)


def parse(text: str, *, name: str) -> Source:
    """Parse a document: JSON where the name says so, else YAML (which holds JSON too)."""
    builder = Builder()
    try:
        value = _value(builder, text, as_json=name.endswith(".json"))
    except json.JSONDecodeError as exc:
        why = _why("SF1012", f"{exc.msg.lower()}.", "mend the JSON here.")
        return _refused(name, text, why, Position(exc.lineno, exc.colno))
    except Refused as exc:
        why = _why(exc.code, exc.message, exc.cure)
        return _refused(name, text, why, Position(exc.line + 1, exc.column + 1))
    except (YAMLError, ValueError, RecursionError) as exc:
        why, at = _unreadable(exc)
        return _refused(name, text, why, at)
    return Source(
        name=name,
        text=text,
        data=value,
        values={at: Position(*place) for at, place in builder.values.items()},
        keys={at: Position(*place) for at, place in builder.keys.items()},
    )


def _value(builder: Builder, text: str, *, as_json: bool) -> Any:
    """Return the document. JSON is read by its own rules, then once more for its positions.

    A tab in JSON can only stand between values, so a space in its place keeps all columns.
    """
    if not as_json:
        return builder.document(text)
    value = json.loads(text, parse_constant=_no_constant, parse_int=whole)
    builder.document(text.replace("\t", " "))
    return value


def _no_constant(name: str) -> float:
    cure = "write a number."
    raise Refused("SF1013", f"`{name}` is not a number.", cure, line=0, column=0)


def _unreadable(exc: Exception) -> tuple[Diagnostic, Position]:
    """Describe what the parser stumbled over, in its own words where it has any."""
    at = Position(1, 1)
    if isinstance(exc, RecursionError):
        return _why("SF1010", "this is nested too deeply.", "write it flatter."), at
    if isinstance(exc, MarkedYAMLError) and exc.problem:
        mark = exc.problem_mark or exc.context_mark
        at = Position(mark.line + 1, mark.column + 1) if mark else at
        cure = "mend the YAML here: indentation, a colon, a bracket or a quotation mark."
        return _why("SF1004", f"{exc.problem}.", cure), at
    if "special characters" in str(exc) or "control characters" in str(exc):
        return _why("SF1003", "there is a control character in it.", "remove it."), at
    return _why("SF1004", "this cannot be read.", "mend the YAML here."), at


def _refused(name: str, text: str, found: Diagnostic, at: Position | None = None) -> Source:
    return Source(name=name, text=text, found=(found,), values={"": at or Position(1, 1)})


def _why(code: str, message: str, cure: str) -> Diagnostic:
    return Diagnostic(pointer="", code=code, message=message, cure=cure)
