"""Views of the log: the same rows folded as they come, all at once, and by several at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from spine.errors import EnvironmentNeedsError
from spine.events.envelope import decode_envelope, encode
from spine.events.note import (
    AnyNote,
    ConfigActivated,
    ConfigPushed,
    ConfigRefused,
    WorkflowBegun,
    WorkflowDone,
    WorkflowTried,
)
from spine.home import PROJECT
from spine.ids import CallId, EventId, TenantId
from spine.keys import KeyRing
from spine.log.migrate import HEAD
from spine.log.note import Where, note
from spine.log.sql import SqlCallLog
from spine.projections.opened import open_call
from spine.projections.store import Views
from tests.fakes.recorded import CALL, HEADING, written

NOW: Final = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HARBOUR: Final = TenantId("harbour")
TENANT: Final = Where(stream="tenant", stream_id="harbour", tenant=HARBOUR)
MAIL: Final = Where(stream="workflow", stream_id="mail.c.8", tenant=HARBOUR)


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlCallLog]:
    sqlite = request.param == "sqlite"
    made = SqlCallLog(
        tmp_path / "log.db" if sqlite else request.getfixturevalue("postgres").empty()
    )
    yield made
    made.close()


def everything(views: Views) -> tuple[object, ...]:
    calls = views.calls()
    of_calls = [
        (views.said(one.call), views.fields(one.call), views.usage(one.call)) for one in calls
    ]
    return (calls, of_calls, views.tenants(), views.configs(HARBOUR), views.deliveries())


def push(log: SqlCallLog, version: int, *numbers: str) -> None:
    config = f"c{version}"
    facts: tuple[AnyNote, ...] = (
        ConfigPushed(config=config, version=version, name="Harbour", trials=7),
        ConfigActivated(config=config, version=version, name="Harbour", numbers=numbers),
    )
    for fact in facts:
        note(log, TENANT, fact, now=NOW + timedelta(minutes=version))


def test_folded_one_by_one_or_rebuilt_at_once_the_rows_are_the_same(log: SqlCallLog) -> None:
    views = Views(log)
    push(log, 1, "+61255501206")
    for body in written():
        log.append([body])
        assert views.catch_up()
    push(log, 2, "+61255501206", "+61255501207")
    begun = WorkflowBegun(workflow="mail", trigger=EventId("c/8"), call=CALL)
    for fact in (
        begun,
        WorkflowTried(attempt=1, why="421"),
        WorkflowDone(reference="<m>", recipients=2),
    ):
        note(log, MAIL, fact, now=NOW)
        views.catch_up()
    as_they_came = everything(views)

    assert views.rebuild() == log.end()
    assert everything(views) == as_they_came
    assert views.lag() == 0
    assert views.position() == log.end()


def test_several_that_fold_at_once_fold_each_event_once(log: SqlCallLog) -> None:
    views = Views(log)
    log.append(written())
    with ThreadPoolExecutor(6) as pool:
        folded = list(pool.map(lambda _: views.catch_up(), range(6)))

    assert sum(folded) == len(written())
    (row,) = views.calls()
    assert row.events == len(written())


def test_a_call_is_told_from_its_rows_as_from_its_events(log: SqlCallLog, tmp_path: Path) -> None:
    views, keys = Views(log), KeyRing(tmp_path / "keys")
    log.append(written(seal=keys.make(CALL).seal))
    views.catch_up()

    row, told = views.call(CALL), open_call(views, keys, CALL)
    assert row is not None
    assert (row.tenant, row.live, row.core) == (HEADING.tenant, False, HEADING.core)
    assert told.summary.transcript
    assert not told.erased_at

    keys.destroy(CALL)
    after = open_call(views, keys, CALL)
    assert after.erased_at
    assert not after.summary.transcript


def test_no_view_holds_in_clear_what_was_said(log: SqlCallLog) -> None:
    log.append(written(["my number is 0491 570 156"]))
    views = Views(log)
    views.catch_up()

    assert b"0491" not in msgspec.json.encode(everything(views))


def test_a_number_follows_the_configuration_that_was_activated_last(log: SqlCallLog) -> None:
    views = Views(log)
    push(log, 1, "+61255501206", "+61255501207")
    push(log, 2, "+61255501206")
    refused = ConfigRefused(config="c3", trial="silent", why="it never ended")
    note(log, TENANT, refused, now=NOW + timedelta(hours=1))
    again = ConfigActivated(config="c1", version=1, name="Harbour", numbers=("+61255501207",))
    views.catch_up()
    assert [(one.number, one.version) for one in views.numbers()] == [("+61255501206", 2)]

    note(log, TENANT, again, now=NOW + timedelta(hours=2))
    views.catch_up()

    assert [(one.number, one.version) for one in views.numbers()] == [("+61255501207", 1)]
    assert [(one.version, one.status) for one in views.configs(HARBOUR)] == [
        (0, "refused"),
        (2, "superseded"),
        (1, "active"),
    ]
    tenant = views.tenant(HARBOUR)
    assert tenant is not None
    assert tenant.numbers == ("+61255501207",)


def test_an_event_of_a_later_release_stops_nobody(log: SqlCallLog) -> None:
    first = decode_envelope(written()[0])
    later = msgspec.structs.replace(
        first, type="call.sang.v1", payload=msgspec.Raw(b'{"type":"call.sang.v1","song":"x"}')
    )
    log.append([encode(later)])
    views = Views(log)

    assert views.catch_up() == 1
    assert views.calls()[0].events == 1


def test_lists_page_backwards_in_time_without_a_gap_or_a_repeat(log: SqlCallLog) -> None:
    views = Views(log)
    for number in range(7):
        call = CallId(f"call-{number}")
        heading = msgspec.structs.replace(
            HEADING, call=call, start_unix_ms=HEADING.start_unix_ms + number // 2
        )
        log.append(written(heading=heading))
    views.catch_up()
    seen: list[str] = []
    before: tuple[int, str] | None = None
    while page := views.calls(before=before, limit=3):
        seen += [one.call for one in page]
        before = (page[-1].began_unix_ms, page[-1].call)

    assert seen == [f"call-{number}" for number in reversed(range(7))]
    assert [one.call for one in views.changed(0)] == list(reversed(seen))


def test_the_migrations_lead_to_the_newest_that_this_code_knows() -> None:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_tables_are_those_that_the_migrations_make(log: SqlCallLog) -> None:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    with log.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_a_log_of_a_later_release_is_left_alone(log: SqlCallLog) -> None:
    with log.engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    url = log.engine.url
    where = Path(url.database or "") if url.drivername == "sqlite" else url.render_as_string()

    with pytest.raises(EnvironmentNeedsError, match="newer release"):
        SqlCallLog(where)
