import json

from tools.draw_engine import REFERENCE, pages


def test_the_reference_is_as_its_tables_and_types_are() -> None:
    for name, page in pages().items():
        assert (REFERENCE / name).read_text("utf-8") == page, "run: python -m tools.draw_engine"


def test_the_json_schema_marks_what_a_business_may_edit() -> None:
    schema = json.loads(pages()["configuration.schema.json"])
    marked = [
        f"{name}.{key}"
        for name, kind in schema["$defs"].items()
        for key, value in kind.get("properties", {}).items()
        if value.get("customer_may_edit")
    ]

    assert sorted(marked) == [
        "Business.closures",
        "Business.hours",
        "Contact.number",
        "Notifications.emails",
    ]
