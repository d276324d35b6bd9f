"""What every journal promises; then what only the one on disk can break."""

import asyncio
import errno
import os
import threading
from pathlib import Path

import pytest

from agent_worker.runtime.drive import Journal
from agent_worker.runtime.journal import CallJournal
from spine.journal_file import LeaseTakenError, read_journal
from tests.fakes.recorded import HEADING, SEALER, decisions, written
from tests.fakes.spine_memory import MemoryJournal


def stored_in(journal: CallJournal | MemoryJournal, folder: Path) -> tuple[bytes, ...]:
    if isinstance(journal, MemoryJournal):
        return tuple(journal.stored)
    return read_journal(folder).stored


@pytest.fixture(params=["memory", "disk"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> CallJournal | MemoryJournal:
    if request.param == "memory":
        return MemoryJournal(HEADING, SEALER.seal)
    return CallJournal(tmp_path / "call", HEADING, SEALER.seal)


def record_all(journal: Journal) -> None:
    for happening, decided in decisions():
        journal.record(happening, decided)


async def test_what_was_recorded_and_synced_can_be_read(
    journal: CallJournal | MemoryJournal, tmp_path: Path
) -> None:
    record_all(journal)

    assert await journal.synced(5_000)
    assert stored_in(journal, tmp_path / "call") == written()
    assert not journal.degraded
    assert journal.close()


async def test_closing_writes_the_rest(
    journal: CallJournal | MemoryJournal, tmp_path: Path
) -> None:
    record_all(journal)

    assert journal.close()
    assert stored_in(journal, tmp_path / "call") == written()


async def test_a_sync_of_nothing_is_true(journal: CallJournal | MemoryJournal) -> None:
    assert await journal.synced(5_000)
    journal.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "call"


def test_two_can_never_write_one_call(folder: Path) -> None:
    first = CallJournal(folder, HEADING, SEALER.seal)

    with pytest.raises(LeaseTakenError):
        CallJournal(folder, HEADING, SEALER.seal)
    first.close()
    CallJournal(folder, HEADING, SEALER.seal).close()


@pytest.mark.parametrize("handed_over_after", range(1, 4))
def test_the_next_writer_goes_on_where_the_last_one_stopped(
    folder: Path, handed_over_after: int
) -> None:
    for part in (decisions()[:handed_over_after], decisions()[handed_over_after:]):
        writer = CallJournal(folder, HEADING, SEALER.seal)
        for happening, decided in part:
            writer.record(happening, decided)
        assert writer.close()

    assert read_journal(folder).stored == written()
    assert len(list(folder.glob("*.sfj"))) == 2


def test_a_torn_tail_stays_reported_and_the_next_writer_goes_on_before_it(folder: Path) -> None:
    writer = CallJournal(folder, HEADING, SEALER.seal)
    for happening, decided in decisions()[:2]:
        writer.record(happening, decided)
    writer.close()
    (file,) = folder.glob("*.sfj")
    file.write_bytes(file.read_bytes()[:-3])

    again = CallJournal(folder, HEADING, SEALER.seal)
    for happening, decided in decisions()[1:]:
        again.record(happening, decided)
    again.close()

    found = read_journal(folder)
    assert found.stored == written()
    assert [fault.what for fault in found.torn] == ["torn tail"]
    assert not found.faults


def test_damage_before_the_tail_is_told_apart_and_what_follows_is_counted(folder: Path) -> None:
    writer = CallJournal(folder, HEADING, SEALER.seal)
    for happening, decided in decisions():
        writer.record(happening, decided)
    writer.close()
    (file,) = folder.glob("*.sfj")
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)

    found = read_journal(folder)
    assert found.stored == written()[: len(found.stored)]
    assert [fault.what for fault in found.faults] == ["damaged"]
    assert found.beyond
    assert not found.torn


class Disk:
    """Fails, or waits, where it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.error: int | None = None
        self.short = False
        self.block = threading.Event()
        self.block.set()
        self._write, self._sync = os.write, os.fdatasync
        monkeypatch.setattr("agent_worker.runtime.journal.os.write", self.write)
        monkeypatch.setattr("agent_worker.runtime.journal.os.fdatasync", self.sync)

    def write(self, handle: int, data: bytes) -> int:
        if self.short and len(data) > 7:
            return self._write(handle, data[:7])
        if self.error == errno.ENOSPC:
            raise OSError(errno.ENOSPC, "full")
        return self._write(handle, data)

    def sync(self, handle: int) -> None:
        self.block.wait()
        if self.error == errno.EIO:
            raise OSError(errno.EIO, "broken")
        self._sync(handle)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
async def test_a_disk_that_fails_never_raises_into_the_call_and_loses_nothing(
    folder: Path, disk: Disk, error: int
) -> None:
    writer = CallJournal(folder, HEADING, SEALER.seal)
    (first, *others) = decisions()
    writer.record(*first)
    assert await writer.synced(5_000)
    disk.error = error
    for one in others:
        writer.record(*one)
    assert not await writer.synced(5_000)
    assert writer.degraded
    disk.error = None

    assert await asyncio.to_thread(writer.close)
    found = read_journal(folder)
    assert found.stored == written()
    assert not found.faults


async def test_a_disk_that_comes_back_is_found_at_the_next_sync(folder: Path, disk: Disk) -> None:
    writer = CallJournal(folder, HEADING, SEALER.seal)
    disk.error = errno.ENOSPC
    for one in decisions():
        writer.record(*one)
    assert not await writer.synced(5_000)
    disk.error = None

    while not await writer.synced(5_000):
        assert read_journal(folder).stored in {(), written()}
    await asyncio.to_thread(writer.close)


async def test_a_late_disk_is_not_waited_for(folder: Path, disk: Disk) -> None:
    writer = CallJournal(folder, HEADING, SEALER.seal)
    disk.block.clear()
    for one in decisions():
        writer.record(*one)

    assert not await writer.synced(20)
    assert writer.degraded
    disk.block.set()
    assert await writer.synced(5_000)
    await asyncio.to_thread(writer.close)
    assert read_journal(folder).stored == written()


def test_short_writes_are_finished(folder: Path, disk: Disk) -> None:
    disk.short = True
    writer = CallJournal(folder, HEADING, SEALER.seal)
    for one in decisions():
        writer.record(*one)

    assert writer.close()
    assert read_journal(folder).stored == written()


def test_a_disk_that_stays_away_is_said_at_the_end(folder: Path, disk: Disk) -> None:
    writer = CallJournal(folder, HEADING, SEALER.seal)
    disk.error = errno.ENOSPC
    writer.record(*decisions()[0])

    assert not writer.close()
    assert not list(folder.glob("*.sfj"))


def test_memory_is_bounded_while_a_disk_is_away(
    folder: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent_worker.runtime.journal.WAITING_BYTES", 1_500)
    writer = CallJournal(folder, HEADING, SEALER.seal)
    disk.error = errno.ENOSPC
    for one in decisions():
        writer.record(*one)

    assert not writer.close()
    assert writer.lost
