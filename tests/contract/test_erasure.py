"""Erasing a call: nothing that was said in it is left in any place that we keep."""

from datetime import UTC, datetime
from pathlib import Path

from spine.erasure import erase
from spine.events.envelope import decode_envelope, decode_note
from spine.events.note import CallErased
from spine.home import Home
from spine.keys import KeyRing
from spine.log.sql import SqlCallLog
from tests.fakes.recorded import CALL, HEADING

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_key_recording_and_letters_go_and_the_log_says_so_once(tmp_path: Path) -> None:
    home, log = Home(tmp_path), SqlCallLog(tmp_path / "log.db")
    KeyRing(home.keys).make(CALL)
    letter = home.outbox / f"notify_email.{CALL}.9_spotfunnel.example.eml"
    others = home.outbox / "notify_email.another.9_spotfunnel.example.eml"
    for file in (home.recording_of(CALL), letter, others):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"what was said")

    first = erase(home, log, CALL, tenant=HEADING.tenant, now=NOW)
    again = erase(home, log, CALL, tenant=HEADING.tenant, now=NOW)

    assert first.recording
    assert again == type(first)(call=CALL, at=first.at, recording=False)
    left = [
        path for path in tmp_path.rglob("*") if path.is_file() and b"what was" in path.read_bytes()
    ]
    assert left == [others]
    (told,) = log.read_stream("audit", "audit")
    noted = decode_note(decode_envelope(told.body).payload)
    assert noted == CallErased(call=CALL, at=first.at)
    log.close()
