"""A journal that was cut while a record was written: the whole records stand, the cut is told."""

import json
from pathlib import Path

import pytest

from cli.call import call
from cli.replay import replay
from cli.timeline import timeline
from spine.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A text call, of which only the journal is left: the process died before it was shipped."""
    monkeypatch.setenv("SPOTFUNNEL_HOME", str(tmp_path))
    assert call(text=True, json=True) == 0
    for file in tmp_path.glob("log.db*"):
        file.unlink()
    return Home(tmp_path)


def journal_of(home: Home) -> Path:
    (folder,) = home.journals.iterdir()
    return folder


def events(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [json.loads(line)["type"] for line in capsys.readouterr().out.splitlines()]


def test_the_whole_records_are_shown_and_the_torn_one_is_reported(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    held = journal_of(home)
    last = max(held.glob("*.sfj"))
    body = last.read_bytes()
    capsys.readouterr()
    assert timeline(held.name, json=True) == 0
    whole = events(capsys)
    for file in home.root.glob("log.db*"):
        file.unlink()

    last.write_bytes(body[:-7])
    assert timeline(held.name, json=True) == 0
    shown = events(capsys)
    assert timeline("last") == 0
    told = capsys.readouterr().out

    assert 0 < len(shown) < len(whole)
    assert shown == whole[: len(shown)]
    assert f"journal {last.name}: torn tail" in told
    assert f"{len(shown)} events" in told


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_what_is_left_replays_as_far_as_it_goes(
    home: Home, capsys: pytest.CaptureFixture[str], share: float
) -> None:
    held = journal_of(home)
    last = max(held.glob("*.sfj"))
    body = last.read_bytes()
    last.write_bytes(body[: int(len(body) * share)])
    capsys.readouterr()

    code = replay(held.name, json=True)

    report = json.loads(capsys.readouterr().out)
    assert (code, report["outcome"]["result"]) == (0, "identical")
