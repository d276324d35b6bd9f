"""What a tenant can say: nothing about how we hear, wait, confirm or speak.

Every key of every configuration and directive type is looked at, nested ones too, so that a new one
can't slip in.
"""

import importlib
import inspect
import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, get_type_hints

import msgspec
import pytest

MODULES: Final = (
    "objective_engine.config",
    "objective_engine.directives",
    "objective_engine.graph",
)

HOW_WE_SPEAK: Final = re.compile(
    r"(^|_)(ms|sec|secs|seconds?|timeouts?|delays?|pauses?|silences?|waits?|patience|interrupt\w*|barge\w*"
    r"|thresholds?|confidence|attempts?|tr(y|ies)|retr(y|ies)|repeats?|max|min|limit"
    r"|speed|rate|pitch|volume|gain|voices?|persona|tone|style|accent|language|locale"
    r"|prompts?|script|wordings?|phrases?|phrasing|greetings?|say|says|sentences?|utterances?|instructions?"
    r"|models?|temperature|llm|stt|tts|vad|endpoint\w*|hints?|code|expression|template_text|eval)($|_)"
)
"""Parts of a name that would time, count, voice or word speech, or carry code."""

QUANTITIES: Final[frozenset[str]] = frozenset()
"""Numbers of the business itself that a tenant may give; nothing else may be a number."""

ALLOWED: Final = MappingProxyType(
    {
        "Business.say_as": "how the business's own name sounds: a value of a slot, not a sentence",
    }
)
"""Keys that look like speech and are not, each with its reason."""


def _structs() -> Iterator[type[msgspec.Struct]]:
    for name in MODULES:
        module = importlib.import_module(name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, msgspec.Struct) and kind.__module__ == name:
                yield kind


def _keys() -> list[tuple[str, str, object]]:
    return [
        (kind.__name__, name, hint)
        for kind in _structs()
        for name, hint in get_type_hints(kind).items()
        if name in kind.__struct_fields__
    ]


def test_no_configuration_key_reaches_how_we_hear_or_speak() -> None:
    found = {f"{owner}.{name}" for owner, name, _ in _keys() if HOW_WE_SPEAK.search(name)}

    assert found <= set(ALLOWED)


def test_every_quantity_is_on_the_list() -> None:
    numbers = {
        f"{owner}.{name}"
        for owner, name, hint in _keys()
        if re.search(r"\b(int|float)\b", str(hint).replace("<class '", " ").replace("'>", " "))
    }

    assert numbers == QUANTITIES


def test_there_is_something_to_look_at() -> None:
    assert {"Greet", "Capture", "Finish"} <= {owner for owner, _, _ in _keys()}


@pytest.mark.parametrize(
    "key",
    ["end_of_turn_ms", "attempts", "max_attempts", "greeting", "voice", "prompt", "threshold"],
)
def test_such_a_key_would_be_found(key: str) -> None:
    assert HOW_WE_SPEAK.search(key)
