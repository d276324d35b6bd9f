"""Level 3 is killed at the worst moments: nothing is lost, and what is doubled is known by name."""

import signal
from pathlib import Path

import pytest

from tests.fakes.mail_server import MailServer
from tests.fakes.workflow_call import business, hold_call, kinds, open_log, outcomes
from tests.fakes.workflow_running import settled, start, until


@pytest.mark.parametrize("calls", [1, 3])
def test_killed_between_sent_and_written_down_a_letter_is_doubled_once_and_known_by_its_name(
    tmp_path: Path, calls: int
) -> None:
    home, log = open_log(tmp_path)
    cues = [hold_call(home, log, n, graph=business(f"t{n}")) for n in range(calls)]

    with MailServer() as server:
        deaths, dead = 0, 0
        while dead < calls:
            process = start("tests.fakes.workflow_dies", tmp_path, server.url)
            assert process.wait(60) == -signal.SIGKILL
            deaths, dead = deaths + 1, len(list((tmp_path / "graves").iterdir()))
        process = start("workflows.main", tmp_path, server.url)
        until(settled(log, cues))
        process.terminate()
        assert process.wait(60) == 0

        assert len(server.by_id) == calls
        assert all(2 <= copies <= 1 + deaths for copies in server.by_id.values())
    assert outcomes(log) == {"begun": calls, "done": calls}
    assert all(kinds(log, cue) == ["begun", "done"] for cue in cues)
    log.close()


def test_killed_again_and_again_anywhere_no_letter_is_lost(tmp_path: Path) -> None:
    home, log = open_log(tmp_path)
    cues = [hold_call(home, log, n, graph=business(f"t{n % 6}")) for n in range(20)]

    with MailServer() as server:
        for kill in range(1, 3):
            process = start("workflows.main", tmp_path, server.url)
            until(lambda enough=4 * kill: len(server.letters) >= enough)  # type: ignore[misc]
            process.kill()
            process.wait(60)
        process = start("workflows.main", tmp_path, server.url)
        until(settled(log, cues))
        process.terminate()
        assert process.wait(60) == 0

        assert len(server.by_id) == 20
        assert len(server.letters) <= 20 + 2 * 6, "more than what was under way at each kill"
    assert outcomes(log)["done"] == 20
    assert outcomes(log)["dead"] == 0
    log.close()
