"""Plain data from a YAML parser's events: a strict subset, refused by name where it is left."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from objective_engine.diagnostics import child

MAX_DEPTH: Final = 32
MAX_NODES: Final = 50_000

WHOLE: Final = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
DECIMAL: Final = re.compile(
    r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII
)
NOT_A_NUMBER: Final = frozenset({".nan", ".inf", "-.inf", "+.inf"})
WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}
"""YAML 1.2's core schema; `yes`, `no`, `on` and `off` are texts."""


Place = tuple[int, int, int]
"""Line and column from 1, and how many characters to underline (1 where it goes over a line)."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure of ours
    """The document leaves the subset here; line and column from 0."""

    def __init__(self, code: str, message: str, cure: str, *, line: int, column: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.cure = cure
        self.line = line
        self.column = column


class Builder:
    """Builds one document; `values` and `keys` say where everything stood."""

    def __init__(self) -> None:
        """Begin with no document."""
        self.values: dict[str, Place] = {}
        self.keys: dict[str, Place] = {}
        self._events: Iterator[Event] = iter(())

    def document(self, text: str) -> Any:
        """Return the only document of `text`.

        Raises:
            Refused: If the text leaves the subset.
            ruamel.yaml.error.YAMLError: If it is not YAML at all.
        """
        yaml = YAML(typ="safe", pure=True)
        self._events = iter(yaml.parse(io.StringIO(text)))
        first = self._next()
        if isinstance(first, StreamStartEvent):
            first = self._next()
        if not isinstance(first, DocumentStartEvent):
            raise Refused(
                "SF1009", "there is nothing in it.", "write a configuration.", line=0, column=0
            )
        value = self._node(self._next(), "", 0)
        last = self._next()
        if isinstance(last, DocumentEndEvent):
            last = self._next()
        if not isinstance(last, StreamEndEvent):
            raise _refusal(last, "SF1009", "a second document begins here.", "keep one a file.")
        return value

    def _next(self) -> Event:
        return next(self._events)

    def _node(self, event: Event, at: str, depth: int) -> Any:
        self.values[at] = _place(event)
        if depth > MAX_DEPTH or len(self.values) > MAX_NODES:
            raise _refusal(
                event, "SF1010", "this is nested too deeply or too long.", "simplify it."
            )
        _plain(event)
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return list(self._items(at, depth))
        return self._mapping(at, depth)

    def _items(self, at: str, depth: int) -> Iterator[Any]:
        place = 0
        while not isinstance(event := self._next(), SequenceEndEvent):
            yield self._node(event, child(at, place), depth + 1)
            place += 1

    def _mapping(self, at: str, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while not isinstance(event := self._next(), MappingEndEvent):
            key = _key(event)
            here = child(at, key)
            if key in made:
                first = self.keys[here][0]
                raise _refusal(
                    event,
                    "SF1008",
                    f"`{key[:40]}` stands in line {first} too.",
                    "keep one of them.",
                )
            self.keys[here] = _place(event)
            made[key] = self._node(self._next(), here, depth + 1)
            if made[key] is None:
                self.values[here] = self.keys[here]
        return made


def _place(event: Event) -> Place:
    start, end = event.start_mark, event.end_mark
    whole = isinstance(event, ScalarEvent) and start.line == end.line
    return start.line + 1, start.column + 1, max(end.column - start.column, 1) if whole else 1


def _refusal(event: Event, code: str, message: str, cure: str) -> Refused:
    mark = event.start_mark
    return Refused(code, message, cure, line=mark.line, column=mark.column)


def _plain(event: Event) -> None:
    """Refuse what a node says of itself beyond its value."""
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
        cure = "write the value out where it is needed."
        raise _refusal(event, "SF1005", "anchors and aliases are not used here.", cure)
    if getattr(event, "tag", None) is not None:
        raise _refusal(event, "SF1006", "tags are not used here.", "remove the `!` tag.")


def _key(event: Event) -> str:
    _plain(event)
    if not isinstance(event, ScalarEvent):
        raise _refusal(event, "SF1011", "a key must be plain text.", "use a word.")
    if event.value == "<<" and event.implicit[0]:
        raise _refusal(event, "SF1007", "merge keys are not used here.", "write the keys out.")
    return str(event.value)


def _scalar(event: ScalarEvent) -> Any:
    text = str(event.value)
    if not event.implicit[0]:
        return text
    lowered = text.lower() if text in {text.lower(), text.title(), text.upper()} else text
    if lowered in WORDS:
        return WORDS[lowered]
    if lowered in NOT_A_NUMBER:
        raise _refusal(event, "SF1013", f"`{text}` is not a number.", "write a number.")
    if WHOLE.fullmatch(text) or DECIMAL.fullmatch(text):
        return whole(text)
    return text


def whole(text: str) -> int | float:
    """Return a number; one of more digits than anybody means is no whole one."""
    return int(text) if WHOLE.fullmatch(text) else float(text)
