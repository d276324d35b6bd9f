"""`make demo`, held to its word: a spoken call, its papers, its replay."""

import json
from pathlib import Path
from typing import Any

import pytest

from spine.events.call import CallEnded, NoticePlayed, RecordingStarted
from spine.events.inputs import PartialHeard
from spine.home import Home
from spine.ids import CallId
from tests.e2e.papers import channel, events_of, spotfunnel, words_in

AGREE = 0.02
"""Journal, recording and wall clock of one call differ by less than this part."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def result(home: Home) -> dict[str, Any]:
    held = spotfunnel(home.root, "call", "--scenario", "burst-pipe", "--seed", "1", "--json")
    assert held.returncode == 0, held.stderr
    told: dict[str, Any] = json.loads(held.stdout)
    return told


def test_the_number_is_captured_though_the_caller_corrected_itself(result: dict[str, Any]) -> None:
    assert result["outcome"] == "lead"
    assert result["fields"]["phone"] == {"status": "confirmed", "value": "+61491570156"}
    assert result["fields"]["name"] == {"status": "confirmed", "value": "Tom Harris"}


def test_journal_recording_and_clock_agree(result: dict[str, Any], home: Home) -> None:
    recording = home.recording_of(CallId(result["call"]))
    lengths = [result["duration_s"], result["wall_s"], len(channel(recording, 0)) / 16_000]

    assert max(lengths) - min(lengths) < AGREE * max(lengths), lengths


def test_each_side_of_the_recording_holds_only_its_speaker(
    result: dict[str, Any], home: Home
) -> None:
    recording = home.recording_of(CallId(result["call"]))
    caller, agent = (words_in(channel(recording, side)) for side in (0, 1))

    assert "pipe" in caller
    assert "pipe" not in agent
    assert "help" in agent
    assert "help" not in caller


def test_no_sound_is_kept_before_the_notice_was_heard(result: dict[str, Any], home: Home) -> None:
    call = CallId(result["call"])
    events = events_of(home, call)
    kinds = [type(event) for event in events]
    assert kinds.index(NoticePlayed) < kinds.index(RecordingStarted)

    began_ms = next(event.at_ms for event in events if isinstance(event, RecordingStarted))
    for side in (0, 1):
        before = channel(home.recording_of(call), side)[: (began_ms - 20) * 16]
        assert not before.any()


def test_guesses_came_before_the_last_word(result: dict[str, Any], home: Home) -> None:
    assert any(isinstance(one, PartialHeard) for one in events_of(home, CallId(result["call"])))


def test_the_call_ended_once_and_replays_byte_for_byte(result: dict[str, Any], home: Home) -> None:
    events = events_of(home, CallId(result["call"]))
    assert sum(isinstance(event, CallEnded) for event in events) == 1

    replayed = spotfunnel(home.root, "replay", "last")

    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert "identical" in replayed.stdout


def test_nothing_that_was_said_is_in_the_log_in_clear(result: dict[str, Any], home: Home) -> None:
    assert result["outcome"]
    stored = home.log_db.read_bytes() + b"".join(
        path.read_bytes() for path in Path(home.journals).rglob("*") if path.is_file()
    )
    for said in (b"Tom Harris", b"491570156", b"kitchen"):
        assert said not in stored
