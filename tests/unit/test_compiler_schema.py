"""The keys of a configuration, one by one: none of them reaches into how a call is held."""

from collections.abc import Iterator
from typing import Final

from msgspec import inspect as shape

from objective_engine.config import Config
from objective_engine.directives import AnyDirective

ALLOWED: Final = {
    "Area": {"postcodes", "suburbs", "around"},
    "Around": {"suburb", "km"},
    "Book": {"name", "when", "needs", "required"},
    "Booking": {"slot_minutes", "lead_hours", "horizon_days", "buffer_minutes"},
    "Branch": {"name", "when", "steps", "outcome"},
    "Business": {
        "name", "say_as", "numbers", "time_zone", "hours", "holidays", "closures", "area",
        "licences",
    },
    "Capture": {
        "name", "when", "needs", "primitive", "required", "rules", "secret", "shapes", "unit",
    },
    "Change": {"name", "when", "needs", "what"},
    "Choices": {"name", "items"},
    "Choose": {"name", "when", "needs", "options", "required"},
    "Close": {"name", "when", "needs", "outcome"},
    "Closed": {"first", "last", "why"},
    "Config": {
        "schema", "tenant", "template", "toggles", "business", "contacts", "services", "lists",
        "objectives", "knowledge", "booking", "notifications", "workflows", "retention_days",
    },
    "Contact": {"name", "title", "number", "rung", "hours"},
    "Hours": {"mon", "tue", "wed", "thu", "fri", "sat", "sun"},
    "Inform": {"name", "when", "needs", "topic"},
    "Item": {"name", "title", "synonyms"},
    "Knowledge": {"name", "questions", "answer"},
    "Licence": {"title", "number"},
    "Message": {"name", "when", "needs", "urgent"},
    "Letter": {"on", "subject", "text"},
    "Notifications": {"emails", "messages"},
    "Objectives": {"steps", "branches", "outcome"},
    "Price": {
        "from_cents", "to_cents", "scope", "after_hours", "minimum_charge", "effective", "expires",
    },
    "Qualify": {"name", "when", "needs", "field"},
    "Route": {"name", "when", "needs", "to", "mode", "urgent", "outcome"},
    "Rule": {"when", "opens"},
    "Service": {"name", "title", "synonyms", "minutes", "prices"},
    "Triage": {"name", "when", "needs", "rows", "otherwise"},
    "Trigger": {"on", "run"},
    "Verdict": {"when", "verdict"},
}  # fmt: skip
"""A key is added here by a person who has asked: does it time, count, voice or word speech?"""
DIRECTIVES: Final = {
    "Answer": {"objective", "entry"},
    "Book": {
        "objective", "field", "slot_minutes", "lead_hours", "horizon_days", "buffer_minutes",
    },
    "Capture": {"objective", "field", "primitive", "required", "shapes", "unit"},
    "Change": {"objective", "field", "what"},
    "Choose": {"objective", "field", "options", "required"},
    "Finish": {"objective", "outcome"},
    "Greet": {"objective"},
    "Inform": {"objective", "topic"},
    "Option": {"name", "title", "synonyms"},
    "TakeMessage": {"objective", "urgent"},
    "Transfer": {"objective", "contact", "number", "mode"},
}  # fmt: skip
QUANTITIES: Final = {
    "minutes", "slot_minutes", "lead_hours", "horizon_days", "buffer_minutes", "retention_days",
    "from_cents", "to_cents", "km",
}  # fmt: skip
"""Numbers of the business itself; there is no other number in a configuration."""
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
        case shape.Metadata(type=inner):
            yield from structs(inner)
        case shape.VarTupleType(item_type=item) | shape.DictType(value_type=item):
            yield from structs(item)
        case _:
            pass


def keys_of(root: shape.Type) -> dict[str, set[str]]:
    return {one.cls.__name__: {field.encode_name for field in one.fields} for one in structs(root)}


def test_the_configuration_has_these_keys_and_no_others() -> None:
    assert keys_of(shape.type_info(Config)) == ALLOWED


def test_directives_have_these_keys_and_no_others() -> None:
    assert keys_of(shape.type_info(AnyDirective)) == DIRECTIVES


def test_no_key_times_counts_voices_or_words_speech() -> None:
    keys = set().union(*keys_of(shape.type_info(Config)).values(), *DIRECTIVES.values())
    assert not [key for key in keys for word in FORBIDDEN if word in key]


def fields_of(root: shape.Type) -> Iterator[tuple[str, shape.Type]]:
    for one in structs(root):
        for field in one.fields:
            yield field.encode_name, field.type


def test_every_number_is_a_quantity_of_the_business() -> None:
    numbers = {name for name, kind in fields_of(shape.type_info(Config)) if is_number(kind)}

    assert numbers == QUANTITIES


def is_number(kind: shape.Type) -> bool:
    match kind:
        case shape.IntType() | shape.FloatType():
            return True
        case shape.Metadata(type=inner):
            return is_number(inner)
        case shape.UnionType(types=types):
            return any(is_number(one) for one in types)
        case _:
            return False


def test_customers_may_edit_four_keys_and_there_is_no_fifth() -> None:
    marked = {
        name
        for name, kind in fields_of(shape.type_info(Config))
        if isinstance(kind, shape.Metadata)
        and (kind.extra_json_schema or {}).get("customer_may_edit")
    }

    assert marked == {"hours", "closures", "number", "emails"}
