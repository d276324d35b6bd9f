"""A stored call in which anything was changed is refused, and the event is named."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spine.events.envelope import UnreadableError, decode_envelope, hash_of
from spine.ids import Seq
from spine.log.call_log import Stored
from spine.reading import ChainBrokenError, read_entries, verify_chain
from spine.replay import ChainBroken, Differs, Identical, replay
from tests.fakes.recorded import SEALER, as_stored, pinned, written

BODIES = written(["my tap leaks", "yes", "oh four nine one"])


def flipped(body: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(body)
    changed[at] ^= 1 << bit
    return bytes(changed)


@pytest.mark.parametrize("seq", range(1, len(BODIES) + 1))
def test_every_flipped_byte_of_an_event_is_refused_by_its_number(seq: int) -> None:
    stored = list(as_stored(BODIES))
    honest = stored[seq - 1]
    for at in range(len(honest.body)):
        stored[seq - 1] = Stored(honest.seq, honest.hash, flipped(honest.body, at, at % 8))
        with pytest.raises(ChainBrokenError) as refused:
            verify_chain(stored)
        assert refused.value.seq == seq


@given(data=st.data())
def test_a_flip_whose_own_hash_was_made_anew_does_not_replay_as_identical(
    data: st.DataObject,
) -> None:
    place = data.draw(st.integers(0, len(BODIES) - 1))
    at = data.draw(st.integers(0, len(BODIES[place]) - 1))
    bodies = list(BODIES)
    bodies[place] = flipped(bodies[place], at, data.draw(st.integers(0, 7)))

    outcome = replay(as_stored(bodies), SEALER, pinned())

    assert isinstance(outcome, ChainBroken | Differs)
    assert outcome.seq in {1, place + 1, place + 2}


@given(st.integers(0, len(BODIES) - 1))
def test_a_missing_event_is_named(place: int) -> None:
    stored = as_stored(BODIES)
    without = stored[:place] + stored[place + 1 :]
    if place == len(BODIES) - 1:
        assert verify_chain(without)  # the rest is a whole call, only shorter
        return
    with pytest.raises(ChainBrokenError, match=f"event {place + 1}: it is missing"):
        verify_chain(without)


@given(st.permutations(range(len(BODIES))))
def test_events_in_another_order_are_refused(order: list[int]) -> None:
    bodies = [BODIES[place] for place in order]
    if bodies == list(BODIES):
        return
    stored = [Stored(Seq(n), hash_of(body), body) for n, body in enumerate(bodies, start=1)]
    with pytest.raises(ChainBrokenError):
        verify_chain(stored)


@given(st.lists(st.text(min_size=1).filter(str.split), max_size=6))
def test_whatever_was_said_is_read_back_and_replays_identically(said: list[str]) -> None:
    bodies = written(said)

    assert len(read_entries(as_stored(bodies), SEALER)) == len(bodies)
    assert replay(as_stored(bodies), SEALER, pinned()) == Identical(len(bodies))


@given(data=st.data())
def test_an_envelope_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(BODIES)))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    with suppress(UnreadableError):
        decode_envelope(bytes(body))
