"""Hostile and clumsy files: a diagnostic each, quickly, never a traceback."""

import sys
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from cli.config.source import Position, parse, read_source
from objective_engine.compiler import check_config
from objective_engine.core_facts import CoreFacts
from objective_engine.diagnostics import Diagnostic

CORE = CoreFacts(version="0", digest="0" * 64, primitives=("name", "phone", "reason"))
TODAY = date(2026, 11, 24)
BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(ord('b') + n)}: &{chr(ord('b') + n)} [*{chr(ord('a') + n)}, *{chr(ord('a') + n)}]\n"
    for n in range(20)
)


def codes(text: str, name: str = "business.yaml") -> list[str]:
    source = parse(text, name=name)
    return [
        one.code for one in source.found or check_config(source.data, core=CORE, as_of=TODAY)[1]
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "SF1005"),
        ("a: *nowhere\n", "SF1005"),
        ("? *x\n: 1\n", "SF1005"),
        ("!!map a: 1\n", "SF1006"),
        ("a: !secret x\n", "SF1006"),
        ("<<: [a]\n", "SF1007"),
        ("a: 1\na: 2\n", "SF1008"),
        ("", "SF1009"),
        ("a: 1\n---\nb: 2\n", "SF1009"),
        ("[" * 5000, "SF1010"),
        ("a: " + "{a: " * 500, "SF1010"),
        ("? {a: b}\n: 1\n", "SF1011"),
        ("a: .inf\n", "SF1013"),
        ("a: \x07\n", "SF1003"),
        ("a: 'b\n", "SF1004"),
        ("a:\tb: c\n", "SF1004"),
        ("%YAML 9.9.9.9\n---\na: 1\n", "SF1004"),
    ],
)
def test_what_leaves_the_subset_is_refused_by_name(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": NaN}', "SF1013"),
        ('{"a": 1, "a": 2}', "SF1008"),
        ("{", "SF1012"),
        ("[" * 100_000, "SF1010"),
        ('{"a": "\\ud800"}', "SF1101"),
    ],
)
def test_json_is_held_to_the_same_rules(text: str, code: str) -> None:
    assert code in codes(text, "business.json")


def test_json_may_be_indented_with_tabs_and_keeps_its_positions() -> None:
    source = parse('{\n\t"schema": 1,\n\t"tenant": 5\n}\n', name="business.json")

    assert source.data == {"schema": 1, "tenant": 5}
    assert source.values["/tenant"] == Position(3, 12)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"), ("on", "on"), ("True", True), ("FALSE", False), ("~", None), ("010", 10),
        ("0x10", "0x10"), ("1_000", "1_000"), ("12:30", "12:30"), ("'7'", "7"), ("-3", -3),
        ("1.5", 1.5), ("2026-01-01", "2026-01-01"), ("tRue", "tRue"), ("9" * 30, float("9" * 30)),
    ],
)  # fmt: skip
def test_scalars_follow_yaml_1_2(written: str, read: object) -> None:
    assert parse(f"a: {written}\n", name="x.yaml").data == {"a": read}


def test_every_value_knows_its_line_and_column() -> None:
    source = parse("a:\n  - b: 1\n  - c~/d: [2, 3]\n", name="x.yaml")

    assert source.values["/a/1/c~0~1d/1"] == Position(3, 15)
    assert source.keys["/a/1/c~0~1d"] == Position(3, 5, 4)


def test_a_diagnostic_below_what_was_parsed_points_at_the_nearest_value() -> None:
    source = parse("a:\n  - 1\n", name="x.yaml")
    far = Diagnostic(pointer="/a/0/b/c", code="SF1101", message="", cure="")

    assert source.position(far) == Position(2, 5)


@pytest.mark.parametrize("size", [32 * 1024 - 10, 10_000_000])
@pytest.mark.parametrize("unit", ["- {a: [1, b], c: ''}\n", "[", "'\n", "a: b\n", "#", "{a: "])
def test_no_file_takes_longer_than_two_seconds(unit: str, size: int, tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_text((unit * (size // len(unit) + 1))[:size], "utf-8")
    began = process_time()
    source = read_source(file)
    found = source.found or check_config(source.data, core=CORE, as_of=TODAY)[1]

    assert found
    assert process_time() - began < (2 if sys.gettrace() is None else 20)


def test_a_folder_or_a_missing_file_is_a_diagnostic(tmp_path: Path) -> None:
    assert [one.code for one in read_source(tmp_path).found] == ["SF1014"]
    assert [one.code for one in read_source(tmp_path / "no.yaml").found] == ["SF1014"]
