"""Level 3 against a real mail server: one letter for each call, whatever the server does."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from spine.events.envelope import Stream, decode_envelope
from spine.events.note import WorkflowBegun
from spine.home import Home
from spine.ids import EventId
from spine.keys import KeyRing
from spine.log.call_log import Make, Stored
from spine.log.note import Where, note
from spine.log.sql import SqlCallLog
from tests.fakes.mail_server import MailServer
from tests.fakes.workflow_call import (
    SAID,
    business,
    hold_call,
    kinds,
    open_log,
    outcomes,
    standing,
)
from tests.fakes.workflow_running import SOON, Never, running, settled, smtp_to, until
from workflows.again import begin_again
from workflows.cue import Cue
from workflows.mail.port import Handed, Mailer
from workflows.mail.smtp import Patience


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (["accept"], ["begun", "done"]),
        (["451 4.3.0 busy", "451 4.3.0 busy"], ["begun", "tried", "tried", "done"]),
        (["stall"], ["begun", "tried", "done"]),
    ],
)
def test_a_call_with_a_lead_is_told_of_once(
    tmp_path: Path, plan: list[str], told: list[str]
) -> None:
    patience = Patience(word_s=4, whole_s=8) if "stall" in plan else None
    with MailServer(plan) as server, running(tmp_path, smtp_to(server, patience)) as log:
        cue = hold_call(Home(tmp_path), log)
        until(settled(log, [cue]))

        assert kinds(log, cue) == told
        assert list(server.by_id.values()) == [1]
        (letter,) = server.letters
        assert letter.recipients == ("owner@example.com",)
        assert letter.message["Message-ID"] == standing(log, cue).reference
        assert standing(log, cue).recipients == 1


def test_a_letter_that_was_taken_without_a_word_is_known_again(tmp_path: Path) -> None:
    with MailServer(["drop"]) as server, running(tmp_path, smtp_to(server)) as log:
        cue = hold_call(Home(tmp_path), log)
        until(settled(log, [cue]))

        assert kinds(log, cue) == ["begun", "tried", "done"]
        assert list(server.by_id.values()) == [2]


def test_a_refusal_for_good_is_dead_at_once_and_a_person_can_send_it_again(tmp_path: Path) -> None:
    with MailServer(["550 5.7.1 no"]) as server, running(tmp_path, smtp_to(server)) as log:
        cue = hold_call(Home(tmp_path), log)
        until(settled(log, [cue]))

        assert kinds(log, cue) == ["begun", "tried", "dead"]
        assert standing(log, cue).why == "the mail server said 550 5.7.1"

        begin_again(log, cue.stream_id, now=datetime.now(UTC))
        until(lambda: standing(log, cue).status == "done")

        assert list(server.by_id.values()) == [1]
        assert outcomes(log)["done"] == 1


def test_tries_are_bounded_and_then_a_person_has_to_look(tmp_path: Path) -> None:
    with running(tmp_path, Never()) as log:
        cue = hold_call(Home(tmp_path), log)
        until(settled(log, [cue]))

        assert kinds(log, cue) == ["begun", *["tried"] * (len(SOON) + 1), "dead"]
        assert standing(log, cue).why == "busy"


def test_only_who_has_not_got_it_is_sent_it_again(tmp_path: Path) -> None:
    emails = ("owner@example.com", "full@example.com", "gone@example.com")
    rcpt = {"full@example.com": "452 4.2.2 full", "gone@example.com": "550 5.1.1 no such user"}
    with MailServer(rcpt=rcpt) as server, running(tmp_path, smtp_to(server)) as log:
        cue = hold_call(Home(tmp_path), log, graph=business(emails=emails))
        until(lambda: "tried" in kinds(log, cue))
        server.rcpt = {"gone@example.com": "550 5.1.1 no such user"}
        until(settled(log, [cue]))

        assert standing(log, cue).status == "done"
        assert standing(log, cue).recipients == 2
        got = [one for letter in server.letters for one in letter.recipients]
        assert sorted(got) == ["full@example.com", "owner@example.com"]


def test_calls_that_nobody_wants_to_hear_of_leave_no_trace(tmp_path: Path) -> None:
    with MailServer() as server, running(tmp_path, smtp_to(server)) as log:
        home = Home(tmp_path)
        hold_call(home, log, 1, outcome="abandoned")
        hold_call(home, log, 2, graph=business(emails=()))
        last = hold_call(home, log, 3)
        until(settled(log, [last]))

        assert log.streams("workflow") == (last.stream_id,)
        assert len(server.letters) == 1


def test_an_erased_call_is_not_told_of(tmp_path: Path) -> None:
    home, log = open_log(tmp_path)
    cue = hold_call(home, log)
    KeyRing(home.keys).destroy(cue.call)
    log.close()

    with MailServer() as server, running(tmp_path, smtp_to(server)) as log:
        until(settled(log, [cue]))

        assert kinds(log, cue) == ["begun", "skipped"]
        assert "erased" in standing(log, cue).why
        assert not server.letters


def test_what_cannot_be_read_is_said_so_and_holds_nothing_up(tmp_path: Path) -> None:
    home, log = open_log(tmp_path)
    no_graph = hold_call(home, log, 1, graph=business("gone"))
    (home.configs / f"{business('gone').id}.json").unlink()
    no_key = hold_call(home, log, 2, graph=business("keyless"))
    (home.keys / f"{no_key.call}.key").unlink()
    torn = hold_call(home, log, 3, graph=business("torn"))
    _damage(log, torn)
    nonsense = hold_call(home, log, 4, graph=business("nonsense"))
    _replace_last_payload(log, nonsense)
    good = hold_call(home, log, 5)
    log.close()

    with MailServer() as server, running(tmp_path, smtp_to(server)) as log:
        until(settled(log, [no_graph, no_key, torn, nonsense, good]))

        assert standing(log, good).status == "done"
        assert {one: standing(log, one).status for one in (no_graph, no_key)} == {
            no_graph: "dead",
            no_key: "dead",
        }
        assert standing(log, torn).status == "skipped"
        assert standing(log, nonsense).status == "skipped"
        assert len(server.letters) == 1


def _damage(log: SqlCallLog, cue: Cue) -> None:
    """Flip a byte of an event in the middle of a call, behind the log's back."""
    with log.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE events SET body = CAST(body || ' ' AS BLOB) WHERE stream_id = ? AND seq = 3",
            (cue.call,),
        )


def _replace_last_payload(log: SqlCallLog, cue: Cue) -> None:
    """Make a call's last event one that no release knows."""
    envelope = decode_envelope(log.read(cue.call)[-1].body)
    other = msgspec.structs.replace(envelope, payload=msgspec.Raw(b'{"type":"call.ended.v1"}'))
    with log.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE events SET body = ? WHERE stream_id = ? AND seq = ?",
            (msgspec.json.encode(other, order="deterministic"), cue.call, cue.seq),
        )


def test_a_tenant_whose_server_is_dead_delays_the_others_little(tmp_path: Path) -> None:
    with MailServer() as server:
        mailer = _OneStalls(smtp_to(server))
        with running(tmp_path, mailer) as log:
            home = Home(tmp_path)
            slow = [hold_call(home, log, n, graph=business("slow")) for n in range(10)]
            until(mailer.stalled.is_set)
            others = [hold_call(home, log, n, graph=business(f"t{n % 5}")) for n in range(100, 120)]
            until(settled(log, others))

            assert not any(standing(log, cue).settled for cue in slow)
            mailer.go_on.set()
            until(settled(log, slow))

    assert len(server.by_id) == 30
    assert set(server.by_id.values()) == {1}


class _OneStalls:
    """A way out on which one tenant's letters stand still until they may go on."""

    def __init__(self, inner: Mailer) -> None:
        self._inner = inner
        self.stalled, self.go_on = threading.Event(), threading.Event()

    def send(self, letter: EmailMessage, recipients: Sequence[str]) -> Handed:
        if "Slow" in str(letter["Subject"]):
            self.stalled.set()
            assert self.go_on.wait(60)
        return self._inner.send(letter, recipients)


def test_tables_that_are_deleted_run_what_has_no_outcome_and_nothing_else(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with MailServer() as server:
        with running(tmp_path, smtp_to(server)) as log:
            done = hold_call(home, log, 1)
            until(settled(log, [done]))
        home, log = open_log(tmp_path)
        begun_only = hold_call(home, log, 2)
        where = Where(stream="workflow", stream_id=begun_only.stream_id, tenant=business().tenant)
        note(
            log,
            where,
            WorkflowBegun(
                workflow=begun_only.workflow,
                trigger=EventId(begun_only.trigger),
                call=begun_only.call,
            ),
            now=datetime.now(UTC),
        )
        not_seen = hold_call(home, log, 3)
        log.close()
        for file in home.workflows.iterdir():
            file.unlink()

        with running(tmp_path, smtp_to(server)) as log:
            until(settled(log, [done, begun_only, not_seen]))

            assert outcomes(log)["done"] == 3
            assert kinds(log, done) == ["begun", "done"]
    assert len(server.by_id) == 3
    assert set(server.by_id.values()) == {1}


class _Away(SqlCallLog):
    """A log that is away for the first two times that an outcome is written down."""

    away = 2

    def extend(self, stream: Stream, stream_id: str, make: Make) -> Stored | None:
        if self.read_stream(stream, stream_id) and self.away:
            self.away -= 1
            raise OperationalError("insert", None, Exception("the log is away"))
        return super().extend(stream, stream_id, make)


def test_a_log_that_is_away_after_a_letter_was_taken_does_not_send_it_again(
    tmp_path: Path,
) -> None:
    with MailServer() as server, running(tmp_path, smtp_to(server), kind=_Away) as log:
        cue = hold_call(Home(tmp_path), log)
        until(settled(log, [cue]))

        assert kinds(log, cue) == ["begun", "done"]
        assert list(server.by_id.values()) == [1]


def test_a_backlog_from_a_day_without_level_3_is_told_of_once_each(tmp_path: Path) -> None:
    home, log = open_log(tmp_path)
    cues = [hold_call(home, log, n, graph=business(f"t{n % 10}")) for n in range(30)]
    log.close()

    with MailServer() as server, running(tmp_path, smtp_to(server)) as log:
        until(settled(log, cues))

        assert outcomes(log) == {"begun": 30, "done": 30}
    assert len(server.by_id) == 30
    assert set(server.by_id.values()) == {1}
    assert all(SAID["name"].encode() in one.body for one in server.letters)
