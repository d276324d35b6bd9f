"""`spotfunnel capture` and `say`: one line a case, bad lines named, the rest run."""

from pathlib import Path

import msgspec
import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture import PRIMITIVES
from agent_worker.voice_core.capture.contract import Context
from cli.capture import capture
from cli.say import say, talk

GOOD = '{"id":"a","primitive":"phone","turns":["0491 570 156","yes"],"expect":"+61491570156"}'


def test_json_gives_one_object_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(GOOD + "\n")
    assert capture(file, json=True) == 0
    shown = msgspec.json.decode(capsys.readouterr().out)
    assert set(shown) == {"id", "value", "status", "asked", "readback", "inferred", "events"}
    assert (shown["value"], shown["status"]) == ("+61491570156", "confirmed")
    assert [event["type"] for event in shown["events"]] == [
        "capture.started",
        "capture.asked",
        "capture.heard",
        "capture.readback",
        "capture.confirmed",
    ]


def test_a_bad_line_is_named_and_the_rest_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    moment = '{"id":"b","primitive":"dob","turns":["x"],"context":{"ref":"soon"}}'
    file.write_text(f'no json\n{{"id":"x","primitive":"fax","turns":["a"]}}\n{moment}\n{GOOD}\n')
    assert capture(file, json=True) == 2
    out, err = capsys.readouterr()
    assert msgspec.json.decode(out)["id"] == "a"
    assert [f"line {at}" in err for at in (1, 2, 3, 4)] == [True, True, True, False]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    assert capture(tmp_path / "none.jsonl") == 2


def test_the_table_says_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(GOOD + "\n" + GOOD.replace("156", "157", 1).replace('"a"', '"b"') + "\n")
    assert capture(file) == 1
    assert "2 cases, 1 failed" in capsys.readouterr().out


def test_an_unknown_primitive_cannot_be_talked_to() -> None:
    assert say("fax") == 2


def test_talking_shows_partials_and_ends_with_the_field() -> None:
    context = Context(locale=read_locale(), local_time="2026-11-23T09:00:00+11:00")
    lines = ["", "0491 570", "#0491570156", "yes", "more"]
    shown = list(talk(PRIMITIVES["phone"], context, lines, partials=True))
    assert "    prefix   0491" in shown
    assert shown[-1] == "       [confirmed] +61491570156"


@pytest.mark.parametrize(("expect", "value"), [("6", 6), ('"6"', "6"), ("null", "6")])
def test_a_value_has_the_form_that_is_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expect: str, value: object
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(
        f'{{"id":"q","primitive":"quantity","turns":["half a dozen"],"expect":{expect}}}\n'
    )
    assert capture(file, json=True) == 0
    assert msgspec.json.decode(capsys.readouterr().out)["value"] == value
