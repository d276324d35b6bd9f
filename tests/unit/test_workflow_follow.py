from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spine.events.note import WorkflowDone, WorkflowTried
from spine.home import Home
from spine.ids import CallId, EventId, Seq, TenantId
from spine.log.note import Where, note
from spine.log.sql import SqlCallLog
from tests.fakes.workflow_call import business, hold_call, kinds, open_log, standing
from tests.fakes.workflow_running import Never, office_of
from workflows.again import begin_again
from workflows.checkpoint import Followed, load
from workflows.cue import Cue, NotADeliveryError, Run, cue_of
from workflows.follow import Follower
from workflows.retry import JITTER, WAITS_S, wait_s

NOW = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)


class Following:
    """A follower and what it started."""

    def __init__(self, root: Path) -> None:
        self.home, self.log = open_log(root)
        self.started: list[Run] = []
        self.path = self.home.workflows / "followed.json"
        self.again()

    def again(self) -> None:
        """Begin anew, as a process does."""
        office = office_of(self.home, self.log, Never())
        self.follower = Follower(office, self.started.append, self.path)

    def finish(self, cue: Cue) -> None:
        """Note an outcome, as a try does."""
        where = Where(stream="workflow", stream_id=cue.stream_id, tenant=TenantId("harbour"))
        note(self.log, where, WorkflowDone(reference="<x>", recipients=1), now=NOW)


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Following]:
    made = Following(tmp_path)
    yield made
    made.log.close()


def test_a_call_is_begun_as_an_event_and_then_started(following: Following) -> None:
    cue = hold_call(following.home, following.log)

    following.follower.catch_up()

    assert kinds(following.log, cue) == ["begun"]
    assert following.started == [Run(cue.stream_id, Seq(1), TenantId("harbour"))]
    assert standing(following.log, cue).config == business().id


def test_what_was_followed_is_not_followed_again(following: Following) -> None:
    hold_call(following.home, following.log)
    following.follower.catch_up()
    following.again()

    assert following.follower.catch_up() == 0
    assert len(following.started) == 1
    assert len(following.follower.open) == 1


def test_without_a_checkpoint_the_log_is_read_anew_and_begun_once(following: Following) -> None:
    done, still_open = (hold_call(following.home, following.log, n) for n in (1, 2))
    following.follower.catch_up()
    following.finish(done)
    following.path.unlink()
    following.started.clear()
    following.again()

    following.follower.catch_up()

    assert [run.stream_id for run in following.started] == [still_open.stream_id]
    assert kinds(following.log, done) == ["begun", "done"]
    assert kinds(following.log, still_open) == ["begun"]


def test_an_outcome_closes_a_run_and_a_new_beginning_opens_another(following: Following) -> None:
    cue = hold_call(following.home, following.log)
    following.follower.catch_up()
    following.finish(cue)
    following.follower.catch_up()
    assert following.follower.open == ()

    where = Where(stream="workflow", stream_id=cue.stream_id, tenant=TenantId("harbour"))
    note(following.log, where, WorkflowTried(attempt=1, why="x"), now=NOW)
    assert begin_again(following.log, cue.stream_id, now=NOW).status == "tried"
    following.follower.catch_up()
    assert following.follower.open == ()


@pytest.mark.parametrize("rubbish", [b"", b"\xff", b"{}x", b'{"pos": "far"}', b"[" * 10_000])
def test_a_checkpoint_that_is_rubbish_is_none(tmp_path: Path, rubbish: bytes) -> None:
    home, log = open_log(tmp_path)
    (tmp_path / "followed.json").write_bytes(rubbish)

    assert load(tmp_path / "followed.json", log) == Followed()
    assert home.log_db.exists()
    log.close()


def test_a_checkpoint_of_another_log_is_none(following: Following, tmp_path: Path) -> None:
    hold_call(following.home, following.log, 1)
    following.follower.catch_up()
    other = SqlCallLog(tmp_path / "other.db")
    hold_call(Home(tmp_path / "other"), other, 2)

    assert load(following.path, other) == Followed()
    assert load(following.path, following.log).pos > 0
    other.close()


def test_a_failure_half_way_leaves_the_checkpoint_where_it_was(tmp_path: Path) -> None:
    home, log = open_log(tmp_path)
    cue = hold_call(home, log)
    path = home.workflows / "followed.json"

    def break_down(_: Run) -> None:
        raise RuntimeError("the tables are away")

    broken = Follower(office_of(home, log, Never()), break_down, path)
    with pytest.raises(RuntimeError, match="away"):
        broken.catch_up()
    started: list[Run] = []
    Follower(office_of(home, log, Never()), started.append, path).catch_up()

    assert [run.stream_id for run in started] == [cue.stream_id]
    assert kinds(log, cue) == ["begun"]
    log.close()


def test_a_stream_is_named_for_its_trigger_and_says_so() -> None:
    cue = Cue("notify_email", CallId("20260921T133320-aa"), Seq(17))

    assert cue_of(cue.stream_id) == cue
    assert cue.trigger == EventId("20260921T133320-aa/17")


@pytest.mark.parametrize("name", ["", "x", "a.b", "a.b.c", "a.b.²", ".b.1", "a..1", "last"])
def test_what_is_no_delivery_is_said_so(name: str) -> None:
    with pytest.raises(NotADeliveryError):
        cue_of(name)


def test_ten_tries_are_spread_over_a_day_and_then_it_is_over() -> None:
    whole_s = sum(WAITS_S)

    assert len(WAITS_S) == 9
    assert list(WAITS_S) == sorted(WAITS_S)
    assert 26 * 3_600 < whole_s < 30 * 3_600
    assert wait_s(10, WAITS_S, 0.5) is None


@pytest.mark.parametrize("failed", range(1, 10))
def test_chance_moves_a_try_by_no_more_than_a_fifth(failed: int) -> None:
    assert wait_s(failed, WAITS_S, 0) == pytest.approx(WAITS_S[failed - 1] * (1 - JITTER))
    assert wait_s(failed, WAITS_S, 0.5) == pytest.approx(WAITS_S[failed - 1])
    assert wait_s(failed, WAITS_S, 1) == pytest.approx(WAITS_S[failed - 1] * (1 + JITTER))
