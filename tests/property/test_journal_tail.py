"""A journal that is read while it grows gives what it gives when it is read at the end."""

import os
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spine.frames import Epoch, frame, join, scan
from spine.journal_file import JournalRead, JournalTail, file_name, read_journal
from tests.fakes.recorded import written

EVENTS = written([f"word {n}" for n in range(6)])
OTHERS = written([f"another {n}" for n in range(6)])


def framed(epoch: int, events: Sequence[bytes], each: int = 2) -> bytes:
    """Records of some events each, as a writer of that epoch leaves them."""
    starts = range(0, len(events), each)
    return b"".join(frame(Epoch(epoch), join(events[at : at + each])) for at in starts)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


class Growing:
    """A journal that is written in pieces and read after each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tail = JournalTail(folder)
        self.given: tuple[bytes, ...] = ()

    def write(self, name: str, data: bytes) -> None:
        self.folder.mkdir(exist_ok=True)
        with (self.folder / name).open("ab") as file:
            file.write(data)

    def look(self) -> None:
        self.given += self.tail.look()

    def told(self) -> JournalRead:
        """All looks together, with faults in an order of their own."""
        return ordered(JournalRead(self.given, self.tail.torn, self.tail.faults, self.tail.beyond))


def ordered(read: JournalRead) -> JournalRead:
    faults = tuple(sorted(read.faults, key=lambda fault: (fault.file, fault.offset, fault.what)))
    return JournalRead(read.stored, read.torn, faults, read.beyond)


def at_the_end(folder: Path) -> JournalRead:
    return ordered(read_journal(folder))


@pytest.fixture
def growing(tmp_path: Path) -> Growing:
    return Growing(tmp_path / "call")


def test_a_look_at_every_byte_of_a_growing_file_is_one_reading_of_what_is_there(
    growing: Growing,
) -> None:
    for byte in framed(1, EVENTS):
        growing.write(file_name(Epoch(1), 0), bytes([byte]))
        growing.look()
        assert growing.told() == at_the_end(growing.folder)

    assert growing.given == EVENTS


@pytest.mark.parametrize("cut", range(0, 1_500, 53))
def test_a_writer_that_was_cut_anywhere_and_its_successor_are_one_journal(
    growing: Growing, cut: int
) -> None:
    growing.write(file_name(Epoch(1), 0), framed(1, EVENTS)[:cut])
    growing.look()
    stands = len(growing.given)
    growing.write(file_name(Epoch(2), 0), framed(2, EVENTS[stands:], each=1))
    growing.look()

    assert growing.told() == at_the_end(growing.folder)
    assert growing.given == EVENTS


def test_a_flipped_bit_anywhere_is_the_damage_that_one_reading_finds(tmp_path: Path) -> None:
    whole = framed(1, EVENTS)
    for at in range(0, len(whole), 13):
        growing, data = Growing(tmp_path / str(at)), flipped(whole, at)
        for half in (data[: len(data) // 2], data[len(data) // 2 :]):
            growing.write(file_name(Epoch(1), 0), half)
            growing.look()
        assert growing.told() == at_the_end(growing.folder)
        assert growing.given == EVENTS[: len(growing.given)]
        assert growing.tail.faults or growing.tail.torn


def test_a_file_that_repeats_what_a_failed_disk_may_have_lost_is_no_second_event(
    growing: Growing,
) -> None:
    growing.write(file_name(Epoch(1), 0), framed(1, EVENTS[:6]))
    growing.look()
    growing.write(file_name(Epoch(1), 1), framed(1, EVENTS[4:]))
    growing.look()

    assert growing.given == EVENTS
    assert growing.told() == at_the_end(growing.folder)
    assert growing.tail.faults == ()


def test_a_writer_that_contradicts_what_was_given_out_is_reported_and_changes_nothing(
    growing: Growing,
) -> None:
    growing.write(file_name(Epoch(1), 0), framed(1, EVENTS[:6], each=1))
    growing.look()
    growing.write(file_name(Epoch(2), 0), framed(2, OTHERS[4:8], each=1))
    growing.look()

    assert growing.given == (*EVENTS[:6], *OTHERS[6:8])
    told = [fault.what for fault in growing.tail.faults]
    assert told == ["a second event 5", "a second event 6"]
    assert told == [fault.what for fault in read_journal(growing.folder).faults]


def test_a_record_of_another_epoch_and_what_is_no_event_are_reported(growing: Growing) -> None:
    name = file_name(Epoch(1), 0)
    growing.write(name, framed(2, EVENTS[:2]) + frame(Epoch(1), b"no event"))
    growing.look()

    assert growing.given == ()
    assert [fault.what for fault in growing.tail.faults] == ["another writer's record", "no event"]
    assert growing.told() == at_the_end(growing.folder)


def test_a_journal_that_is_not_there_yet_or_any_more_is_empty(growing: Growing) -> None:
    growing.look()
    assert growing.told() == JournalRead((), (), ())
    growing.write(file_name(Epoch(1), 0), b"")
    growing.look()
    (growing.folder / file_name(Epoch(1), 0)).unlink()
    growing.look()
    assert growing.told() == JournalRead((), (), ())


def test_nothing_is_read_twice_and_nothing_where_nothing_was_added(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counted(data: bytes) -> object:
        read.append(len(data))
        return scan(data)

    monkeypatch.setattr("spine.journal_file.scan", counted)
    whole = framed(1, EVENTS, each=1)
    for half in (whole[:-10], whole[-10:]):
        growing.write(file_name(Epoch(1), 0), half)
        for _ in range(3):
            growing.look()

    last = len(framed(1, EVENTS[-1:]))
    assert read == [len(whole) - 10, last]
    assert growing.given == EVENTS


def pieces(whole: bytes, cuts: list[int]) -> Iterator[bytes]:
    bounds = [0, *sorted(cut % (len(whole) + 1) for cut in cuts), len(whole)]
    for begin, end in pairwise(bounds):
        yield whole[begin:end]


@given(
    writers=st.lists(
        st.tuples(
            st.integers(0, len(EVENTS)),  # first event
            st.integers(1, 4),  # events a record
            st.lists(st.integers(0, 10_000), max_size=5),  # where the reader looks
            st.integers(0, 40),  # bytes that its end lacks
            st.none() | st.integers(0, 10_000),  # a flipped bit
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_writers_and_any_looks_give_what_one_reading_gives(
    tmp_path_factory: pytest.TempPathFactory,
    writers: list[tuple[int, int, list[int], int, int | None]],
) -> None:
    growing = Growing(tmp_path_factory.mktemp("journals") / "call")
    growing.folder.mkdir()
    for epoch, (first, each, cuts, lacking, flip) in enumerate(writers, start=1):
        whole = framed(epoch, EVENTS[first:], each)
        data = whole[: max(0, len(whole) - lacking)]
        if flip is not None and data:
            data = flipped(data, flip % len(data))
        for piece in pieces(data, cuts):
            growing.write(file_name(Epoch(epoch), 0), piece)
            growing.look()

    assert growing.told() == at_the_end(growing.folder)


def test_an_unreadable_file_is_said_and_the_next_look_goes_on(
    growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing.write(file_name(Epoch(1), 0), framed(1, EVENTS[:4]))
    growing.write(file_name(Epoch(1), 1), framed(1, EVENTS[4:]))
    with monkeypatch.context() as broken:
        opened = Path.open

        def refuse(path: Path, mode: str) -> object:
            if path.name == file_name(Epoch(1), 1):
                raise OSError(5, os.strerror(5))
            return opened(path, mode)

        broken.setattr(Path, "open", refuse)
        with pytest.raises(OSError, match="Input/output"):
            growing.look()
    growing.look()

    assert growing.given == EVENTS
