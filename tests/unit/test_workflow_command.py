from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from cli.deliveries import NotDeadError, app
from spine.events.note import WorkflowBegun, WorkflowDead, WorkflowDone
from spine.home import VARIABLE, Home
from spine.log.note import Where, note
from spine.projections.rows import DeliveryRow
from spine.settings import Mail, SettingsError, Spine
from tests.fakes.workflow_call import business, hold_call, kinds, open_log
from workflows.cue import Cue, NotADeliveryError
from workflows.mail.folder import FolderMailer
from workflows.mail.smtp import SmtpMailer
from workflows.main import main, make_mailer, make_office, tables_url

NOW = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cue:
    """A letter that was given up."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    home, log = open_log(tmp_path)
    cue = hold_call(home, log)
    where = Where(stream="workflow", stream_id=cue.stream_id, tenant=business().tenant)
    begun = WorkflowBegun(workflow=cue.workflow, trigger=cue.trigger, call=cue.call)
    note(log, where, begun, now=NOW)
    note(log, where, WorkflowDead(why="the mail server said 550"), now=NOW)
    log.close()
    return cue


def _run(*words: str) -> object:
    return app(words, exit_on_error=False, result_action="return_value")


def test_deliveries_are_listed_with_why_they_failed(
    dead: Cue, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run() == 0

    said = capsys.readouterr().out
    assert dead.stream_id in said
    assert "dead" in said
    assert "the mail server said 550" in said


def test_a_program_gets_a_document_for_each(dead: Cue, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--json", "--call", dead.call) == 0

    (line,) = capsys.readouterr().out.splitlines()
    row = msgspec.json.decode(line, type=DeliveryRow)
    assert (row.id, row.status, row.call) == (dead.stream_id, "dead", dead.call)


def test_what_was_given_up_is_begun_again_once(
    dead: Cue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("retry", dead.stream_id) == 0
    with pytest.raises(NotDeadError, match="it is begun"):
        _run("retry", dead.stream_id)

    _, log = open_log(tmp_path)
    assert kinds(log, dead) == ["begun", "dead", "begun"]
    log.close()
    assert "begun again" in capsys.readouterr().out


def test_what_was_done_is_not_done_again(dead: Cue, tmp_path: Path) -> None:
    _, log = open_log(tmp_path)
    where = Where(stream="workflow", stream_id=dead.stream_id, tenant=business().tenant)
    note(log, where, WorkflowDone(reference="<x>", recipients=1), now=NOW)
    log.close()

    with pytest.raises(NotDeadError, match="it is done") as refused:
        _run("retry", dead.stream_id)
    assert refused.value.exit_code == 4


@pytest.mark.parametrize("name", ["nonsense", "notify_email.20260921T133320-ff.9"])
def test_what_is_not_there_cannot_be_retried(dead: Cue, name: str) -> None:
    with pytest.raises(NotADeliveryError):
        _run("retry", name)


def test_without_a_mail_server_letters_become_files_and_with_one_they_are_sent(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)

    assert isinstance(make_mailer(home, Mail()), FolderMailer)
    assert isinstance(make_mailer(home, Mail(smtp_url="smtp://127.0.0.1:2525")), SmtpMailer)


def test_its_tables_are_beside_the_log(tmp_path: Path) -> None:
    assert tables_url(Home(tmp_path), Spine(log_url="postgresql://x/y")) == "postgresql://x/y"
    assert tables_url(Home(tmp_path), Spine()).startswith(f"sqlite:///{tmp_path}")


def test_a_sender_that_is_no_address_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPOTFUNNEL_MAIL_SENDER", "us")

    with pytest.raises(SettingsError, match="sender is Name <name@domain>"):
        make_office(Home(tmp_path), Spine())


def test_settings_that_cannot_be_used_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setenv("SPOTFUNNEL_MAIL_SMTP_URL", "mail")
    monkeypatch.setattr("signal.signal", lambda *_: None)

    assert main() == 1
    assert "smtp_url is smtp://host:port" in capsys.readouterr().err


def test_a_log_that_is_away_at_the_start_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setenv("SPOTFUNNEL_SPINE_LOG_URL", "postgresql+psycopg://us:pw@127.0.0.1:1/none")
    monkeypatch.setattr("signal.signal", lambda *_: None)

    assert main() == 1
    said = capsys.readouterr().err
    assert "the log cannot be reached" in said
    assert "pw" not in said
