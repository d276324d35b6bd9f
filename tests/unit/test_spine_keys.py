"""Keys of subjects: made once, wrapped, destroyed for good."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from spine.home import UnsafeNameError
from spine.ids import CallId, EventId
from spine.keys import WRAPPING_KEY, KeyErasedError, KeyMissingError, KeyRing, KeyUnreadableError

CALL = CallId("call-1")
PLACE = EventId("call-1/1")


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    start, minutes = datetime(2026, 11, 24, tzinfo=UTC), count()
    return KeyRing(tmp_path / "keys", now=lambda: start + timedelta(minutes=next(minutes)))


def seals(ring: KeyRing) -> str:
    return ring.find(CALL).seal(PLACE, "turn.heard.v1", b"said")


def test_a_key_is_made_once_and_found_again(ring: KeyRing) -> None:
    made = ring.make(CALL).seal(PLACE, "turn.heard.v1", b"said")

    assert seals(ring) == made
    assert ring.make(CALL).seal(PLACE, "turn.heard.v1", b"said") == made


def test_two_calls_have_two_keys(ring: KeyRing) -> None:
    one, other = ring.make(CALL), ring.make(CallId("call-2"))

    assert one.seal(PLACE, "t", b"said") != other.seal(PLACE, "t", b"said")


def test_key_files_are_ours_alone(ring: KeyRing, tmp_path: Path) -> None:
    ring.make(CALL)

    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_a_destroyed_key_is_gone_and_says_when(ring: KeyRing, tmp_path: Path) -> None:
    ring.make(CALL)

    assert ring.erased_at(CALL) is None
    assert ring.destroy(CALL) == "2026-11-24T00:00:00+00:00"
    assert ring.destroy(CALL) == "2026-11-24T00:00:00+00:00"
    assert not (tmp_path / "keys" / "call-1.key").exists()
    for refused in (ring.find, ring.make):
        with pytest.raises(KeyErasedError, match="2026-11-24T00:00:00"):
            refused(CALL)


def test_a_crash_between_tombstone_and_key_reads_as_erased_and_can_be_finished(
    ring: KeyRing, tmp_path: Path
) -> None:
    ring.make(CALL)
    (tmp_path / "keys" / "call-1.erased").write_text("2026-01-01T00:00:00+00:00", "ascii")

    with pytest.raises(KeyErasedError):
        ring.find(CALL)
    assert ring.destroy(CALL) == "2026-01-01T00:00:00+00:00"
    assert not (tmp_path / "keys" / "call-1.key").exists()


def test_a_key_that_never_was_is_missing_not_erased(ring: KeyRing) -> None:
    with pytest.raises(KeyMissingError):
        ring.find(CALL)


def test_another_installations_key_is_said_to_be_that(ring: KeyRing, tmp_path: Path) -> None:
    ring.make(CALL)
    (tmp_path / "keys" / WRAPPING_KEY).write_bytes(bytes(32))

    with pytest.raises(KeyUnreadableError, match=WRAPPING_KEY):
        ring.find(CALL)


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "x" * 101, "a\n", "a\0"])
def test_a_name_that_is_a_path_is_refused(ring: KeyRing, name: str) -> None:
    with pytest.raises(UnsafeNameError):
        ring.make(CallId(name))
