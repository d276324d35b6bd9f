"""Whatever happens to a journal's file, its whole records survive and nothing wrong is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spine.frames import MAX_BODY, MIN_BODY, OVERHEAD, Damage, Epoch, Record, frame, scan

bodies = st.lists(st.binary(min_size=MIN_BODY, max_size=60), min_size=1, max_size=8)
FIXED = [bytes([65 + n]) * (5 + n) for n in range(12)]


def in_frames(all_of: list[bytes]) -> bytes:
    return b"".join(frame(Epoch(1), body) for body in all_of)


def read(data: bytes) -> list[bytes]:
    return [record.body for record in scan(data).records]


@given(bodies)
def test_what_was_framed_is_read_back(all_of: list[bytes]) -> None:
    found = scan(in_frames(all_of))

    assert found.records == tuple(Record(Epoch(1), body) for body in all_of)
    assert (found.torn, found.corrupt) == (None, ())


def test_a_cut_at_every_byte_leaves_the_whole_records_and_reports_the_torn_one() -> None:
    data = in_frames(FIXED)
    ends = [len(in_frames(FIXED[:n])) for n in range(len(FIXED) + 1)]
    for cut in range(len(data) + 1):
        found = scan(data[:cut])
        whole = sum(end <= cut for end in ends) - 1
        assert [record.body for record in found.records] == FIXED[:whole]
        torn = cut - ends[whole]
        assert found.torn == (Damage(ends[whole], torn) if torn else None)
        assert not found.corrupt


def test_every_flipped_bit_costs_its_own_record_only_and_is_reported() -> None:
    data = in_frames(FIXED)
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            found = scan(bytes(changed))
            left = [record.body for record in found.records]
            assert len(left) == len(FIXED) - 1
            assert set(left) < set(FIXED)
            assert bool(found.torn) != bool(found.corrupt)


@given(bodies, st.integers(1, 5_000))
def test_a_tail_of_zeros_is_torn_and_never_a_record(all_of: list[bytes], zeros: int) -> None:
    found = scan(in_frames(all_of) + bytes(zeros))

    assert [record.body for record in found.records] == all_of
    assert found.torn == Damage(len(in_frames(all_of)), zeros)


@given(st.binary(max_size=300))
def test_junk_is_never_a_record_and_never_a_crash(junk: bytes) -> None:
    assert not scan(junk).records


@given(bodies, st.data())
def test_a_zeroed_block_in_the_middle_is_damage_and_what_follows_is_found(
    all_of: list[bytes], data: st.DataObject
) -> None:
    whole = in_frames([*all_of, b"the last one"])
    end = len(in_frames(all_of))
    start = data.draw(st.integers(0, end - OVERHEAD - MIN_BODY))
    length = data.draw(st.integers(OVERHEAD, end - start))
    found = scan(whole[:start] + bytes(length) + whole[start + length :])

    assert found.records[-1].body == b"the last one"
    assert found.corrupt
    assert found.torn is None


@pytest.mark.parametrize("length", [0, 1, MAX_BODY + 1])
def test_a_body_of_an_impossible_length_is_not_framed(length: int) -> None:
    with pytest.raises(ValueError, match="a record of"):
        frame(Epoch(1), bytes(length))


def test_a_journal_from_the_first_release_is_still_read() -> None:
    golden = bytes.fromhex("53464a31050000000300000024313c24") + b"hello"

    assert scan(golden).records == (Record(Epoch(3), b"hello"),)
