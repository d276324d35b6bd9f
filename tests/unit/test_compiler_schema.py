"""The keys of a configuration, one by one: none of them reaches into how a call is held."""

from collections.abc import Iterator
from typing import Final

from msgspec import inspect as shape

from objective_engine.config import Config
from objective_engine.directives import Directive

ALLOWED: Final = {
    "Business": {"name", "say_as", "numbers", "time_zone"},
    "Config": {"schema", "tenant", "business", "objectives"},
    "Field": {"name", "primitive", "required"},
    "Objectives": {"fields", "outcome"},
}
"""A key is added here by a person who has asked: does it time, count, voice or word speech?"""
DIRECTIVES: Final = {
    "Greet": {"objective"},
    "Capture": {"objective", "field", "primitive", "required"},
    "Finish": {"objective", "outcome"},
}
FORBIDDEN: Final = (
    "prompt", "persona", "voice", "speed", "pitch", "attempt", "retries", "threshold", "timeout",
    "silence", "language", "model", "temperature", "greeting", "notice", "consent", "wording",
)  # fmt: skip


def structs(kind: shape.Type) -> Iterator[shape.StructType]:
    match kind:
        case shape.StructType(fields=fields):
            yield kind
            for field in fields:
                yield from structs(field.type)
        case shape.UnionType(types=types):
            for one in types:
                yield from structs(one)
        case shape.VarTupleType(item_type=item) | shape.DictType(value_type=item):
            yield from structs(item)
        case _:
            pass


def keys_of(root: shape.Type) -> dict[str, set[str]]:
    return {one.cls.__name__: {field.encode_name for field in one.fields} for one in structs(root)}


def test_the_configuration_has_these_keys_and_no_others() -> None:
    assert keys_of(shape.type_info(Config)) == ALLOWED


def test_directives_have_these_keys_and_no_others() -> None:
    assert keys_of(shape.type_info(Directive)) == DIRECTIVES


def test_no_key_times_counts_voices_or_words_speech() -> None:
    keys = set().union(*keys_of(shape.type_info(Config)).values(), *DIRECTIVES.values())

    assert not [key for key in keys for word in FORBIDDEN if word in key]
