"""A journal's way into the log: as often as one likes, from wherever it stopped."""

from pathlib import Path

import pytest

from agent_worker.runtime.journal import CallJournal
from spine.log.call_log import Appended
from spine.log.ship import Shipper, ship, ship_leftovers
from spine.log.sql import SqlCallLog
from tests.fakes.recorded import CALL, HEADING, SEALER, as_stored, decisions, written
from tests.fakes.spine_memory import MemoryLog


@pytest.fixture
def journals(tmp_path: Path) -> Path:
    return tmp_path / "journals"


def hold(journals: Path, first: int = 0, last: int | None = None) -> None:
    journal = CallJournal(journals / CALL, HEADING, SEALER.seal)
    for happening, decided in decisions()[first:last]:
        journal.record(happening, decided)
    assert journal.close()


def test_shipping_twice_is_shipping_once(journals: Path) -> None:
    log = MemoryLog()
    hold(journals)

    assert ship(journals / CALL, log).appended == Appended(fresh=len(written()))
    assert ship(journals / CALL, log).appended == Appended()
    assert log.read(CALL) == as_stored(written())


def test_shipping_goes_on_where_the_log_stands(journals: Path) -> None:
    log = MemoryLog()
    hold(journals, 0, 2)
    ship(journals / CALL, log)
    hold(journals, 2)

    assert ship(journals / CALL, log).appended.duplicates == 0
    assert log.read(CALL) == as_stored(written())


def test_two_shippers_at_once_leave_each_event_once(journals: Path, tmp_path: Path) -> None:
    hold(journals)
    logs = [SqlCallLog(tmp_path / "log.db") for _ in range(2)]
    shippers = [Shipper(journals / CALL, log) for log in logs]
    for shipper in shippers:
        assert shipper.close().appended.quarantined == 0

    assert logs[0].read(CALL) == as_stored(written())
    for log in logs:
        log.close()


def test_what_was_left_behind_is_shipped_at_the_next_start(journals: Path) -> None:
    log = MemoryLog()
    hold(journals)

    (shipped,) = ship_leftovers(journals, log)
    assert shipped.call == CALL
    assert ship_leftovers(journals, log) == ()
    assert ship_leftovers(journals / "none", log) == ()


def test_a_log_that_is_away_is_tried_again_and_loses_nothing(
    journals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = MemoryLog()
    hold(journals)

    def away(_call: str) -> int:
        raise OSError("away")

    monkeypatch.setattr("spine.log.ship.EVERY_S", 0.001)
    with monkeypatch.context() as while_away:
        while_away.setattr(log, "head", away)
        shipper = Shipper(journals / CALL, log)
        while not isinstance(shipper.failure, OSError):
            pass
    while not log.read(CALL):
        pass

    assert not shipper.close().appended.quarantined
    assert log.read(CALL) == as_stored(written())


def test_a_torn_tail_is_reported_and_the_whole_records_arrive(journals: Path) -> None:
    log = MemoryLog()
    hold(journals)
    (file,) = (journals / CALL).glob("*.sfj")
    file.write_bytes(file.read_bytes()[:-1])

    shipped = ship(journals / CALL, log)
    assert len(shipped.torn) == 1
    assert log.read(CALL) == as_stored(written())[: shipped.appended.fresh]
    assert shipped.appended.fresh == len(written()) - 2
