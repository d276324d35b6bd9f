"""What is stored of an event: where it stands, what it says, and what seals it."""

from itertools import pairwise

import msgspec
import pytest

from spine.events.envelope import NOTHING_BEFORE, TAGS, decode_envelope, hash_of
from spine.events.personal import PERSONAL
from spine.ids import EventId
from spine.reading import ChainBrokenError, events_of, read_entries
from spine.sealing import SealBrokenError, Sealer, SubjectKey
from tests.fakes.recorded import CALL, HEADING, SEALER, as_stored, decisions, written


def test_events_stand_from_one_without_gaps_and_name_what_caused_them() -> None:
    envelopes = [decode_envelope(body) for body in written()]

    assert [one.seq for one in envelopes] == list(range(1, len(envelopes) + 1))
    assert [one.id for one in envelopes] == [f"{CALL}/{one.seq}" for one in envelopes]
    assert [one.cause for one in envelopes[:4]] == [None, 1, None, 3]


def test_the_time_of_an_event_is_the_calls_start_and_its_own() -> None:
    at = [decode_envelope(body).occurred_at_ms - HEADING.start_unix_ms for body in written()]

    assert at[:4] == [0, 0, 100, 100]


def test_each_event_names_the_hash_of_the_one_before() -> None:
    bodies = written()

    assert decode_envelope(bodies[0]).prev == NOTHING_BEFORE
    for before, after in pairwise(bodies):
        assert decode_envelope(after).prev == hash_of(before)


def test_what_a_caller_said_is_nowhere_in_the_stored_bytes() -> None:
    assert b"leaks" not in b"".join(written(["my tap leaks"]))


def test_every_personal_type_and_no_other_is_sealed() -> None:
    assert len(TAGS) == len(PERSONAL)
    for body in written():
        envelope = decode_envelope(body)
        assert bytes(envelope.payload).startswith(b'{"sealed":') == (envelope.type in TAGS)


def test_what_was_written_is_read_back() -> None:
    recorded = [one for happening, decided in decisions() for one in (happening, *decided)]

    assert list(events_of(read_entries(as_stored(written()), SEALER))) == recorded


def test_without_a_key_personal_events_stay_closed_and_the_others_are_read() -> None:
    entries = read_entries(as_stored(written()), None)

    assert {entry.envelope.type for entry in entries if entry.event is None} == {
        "input.final_heard.v1",
        "turn.heard.v1",
    }


def test_the_same_event_is_sealed_to_the_same_bytes() -> None:
    assert written() == written()


PLACE = EventId("call/7")


def test_a_seal_opens_only_in_its_place_for_its_type_with_its_key() -> None:
    sealed = SEALER.seal(PLACE, "turn.heard.v1", b"said")

    assert SEALER.open(PLACE, "turn.heard.v1", sealed) == b"said"
    for place, kind, sealer in (
        (EventId("call/8"), "turn.heard.v1", SEALER),
        (EventId("other/7"), "turn.heard.v1", SEALER),
        (PLACE, "agent.spoke.v1", SEALER),
        (PLACE, "turn.heard.v1", Sealer(SubjectKey(bytes(32)))),
    ):
        with pytest.raises(SealBrokenError):
            sealer.open(place, kind, sealed)


@pytest.mark.parametrize("sealed", ["", "!", "AAAA", "é"])
def test_what_was_never_sealed_does_not_open(sealed: str) -> None:
    with pytest.raises(SealBrokenError):
        SEALER.open(PLACE, "turn.heard.v1", sealed)


def test_two_sealed_payloads_that_changed_places_are_refused() -> None:
    bodies = list(written(["one", "two"]))
    third, fifth = decode_envelope(bodies[2]), decode_envelope(bodies[4])
    swapped = msgspec.structs.replace(third, payload=fifth.payload)
    bodies[2] = msgspec.json.encode(swapped, order="deterministic")

    with pytest.raises(ChainBrokenError, match="event 3"):
        read_entries(as_stored(bodies[:3]), SEALER)
