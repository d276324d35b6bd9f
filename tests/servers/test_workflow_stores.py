"""Level 3 on PostgreSQL, as the stack has it: log and DBOS's tables in one database."""

from pathlib import Path

import psycopg

from spine.home import Home
from tests.databases import Server
from tests.fakes.mail_server import MailServer
from tests.fakes.workflow_call import business, hold_call, kinds, outcomes
from tests.fakes.workflow_running import running, settled, smtp_to, until


def test_on_postgresql_a_call_is_told_of_once_and_again_not_after_its_tables_are_dropped(
    tmp_path: Path, postgres: Server
) -> None:
    url, home = postgres.empty(), Home(tmp_path)
    with MailServer(["451 4.3.0 busy"]) as server:
        with running(tmp_path, smtp_to(server), url) as log:
            cues = [hold_call(home, log, n, graph=business(f"t{n}")) for n in range(3)]
            until(settled(log, cues))
            assert outcomes(log) == {"begun": 3, "tried": 1, "done": 3}

        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("DROP SCHEMA dbos CASCADE")
        (home.workflows / "followed.json").unlink()
        with running(tmp_path, smtp_to(server), url) as log:
            fresh = hold_call(home, log, 9)
            until(settled(log, [fresh]))

            assert kinds(log, fresh) == ["begun", "done"]
            assert outcomes(log) == {"begun": 4, "tried": 1, "done": 4}
    assert set(server.by_id.values()) == {1}
    assert len(server.by_id) == 4
