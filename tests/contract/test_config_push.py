"""A configuration into production, or nothing: on each database that there is."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from agent_worker.businesses import Businesses
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.locale import Phrase
from cli.config.gate import PROOF, Activator, Gate, RefusedError
from cli.config.push import push_graph
from objective_engine.checker import Bounds, prove
from objective_engine.graph import Graph, from_bytes
from sip.numbers import E164, Parties
from spine.activation import read_active, write_active
from spine.artefacts import find_graph
from spine.deployment import (
    ConflictError,
    NumberTakenError,
    UnknownTenantError,
    UnknownVersionError,
    active_in,
    deployment_of,
    refresh,
)
from spine.events.note import ConfigActivated, ConfigPushed
from spine.log.note import Where, note
from spine.log.sql import SqlCallLog
from tests.fakes.pushed import NOW, NUMBER, business, gate

OTHER = "+61370105512"


@pytest.fixture(params=["sqlite", "postgresql"])
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Gate]:
    where = tmp_path / "log.db"
    log = SqlCallLog(
        where if request.param == "sqlite" else request.getfixturevalue("postgres").empty()
    )
    yield gate(tmp_path / "home", log)
    log.close()


def push(at: Gate, graph: Graph, *, to_activate: bool = True) -> tuple[int, str]:
    pushed = push_graph(at, graph, now=NOW, to_activate=to_activate)
    return pushed.version, pushed.status


def active(at: Gate) -> dict[str, int]:
    """What calls are held with, by tenant: in the folder, and the same in the log."""
    rows = read_active(at.home, pytest.fail)
    assert rows == active_in(at.log)
    return {str(row.tenant): row.version for row in rows}


def with_phrase(at: Gate, name: str, text: str) -> Gate:
    """A gate whose core says one sentence otherwise."""
    locale = at.core.locale
    said = msgspec.structs.replace(locale.phrases[name], text=text)
    phrases: dict[str, Phrase] = {**locale.phrases, name: said}
    core = Core(
        version="9.9.9+changed",
        digest=at.core.digest,
        locale=msgspec.structs.replace(locale, phrases=phrases),
    )
    return Gate(at.home, at.log, core)


# pushing


def test_each_push_has_the_next_number_and_is_what_new_calls_are_held_with(at: Gate) -> None:
    first, second = business(), business(ask=("phone", "name"))

    assert push(at, first) == (1, "activated")
    assert push(at, second) == (2, "activated")

    assert active(at) == {"alfa-plumbing": 2}
    seen = deployment_of(at.log, first.tenant)
    assert [(one.version, one.status, one.config) for one in seen.versions] == [
        (1, "superseded", first.id),
        (2, "active", second.id),
    ]
    assert all(one.trials >= 9 for one in seen.versions)
    assert from_bytes(find_graph(at.home, second.id)) == second


def test_what_is_active_already_is_left_alone(at: Gate) -> None:
    push(at, business())
    before = at.log.end()

    assert push(at, business()) == (1, "unchanged")
    tomorrow = (NOW + timedelta(days=1)).date().isoformat()
    assert push(at, msgspec.structs.replace(business(), as_of=tomorrow)) == (1, "unchanged")
    assert at.log.end() == before


def test_a_push_that_is_not_to_activate_changes_no_call(at: Gate) -> None:
    push(at, business())

    assert push(at, business(ask=("phone",)), to_activate=False) == (2, "pushed")
    assert push(at, business(ask=("phone",)), to_activate=False) == (2, "unchanged")

    assert active(at) == {"alfa-plumbing": 1}


def test_the_next_call_uses_it_and_a_call_in_progress_does_not(at: Gate) -> None:
    who = Parties(dialled=E164(NUMBER), caller=None, forwarded_by=None)
    push(at, business())
    answering = Businesses(at.home, core=at.core.digest)
    in_progress = answering.graph_for(who)

    push(at, business(ask=("phone", "name")))

    assert in_progress == business()
    assert answering.graph_for(who) == business(ask=("phone", "name"))
    Activator(at)(business().tenant, 1)
    assert answering.graph_for(who) == business()


# refusing


def test_a_call_that_goes_wrong_refuses_the_push_and_the_old_version_stays(at: Gate) -> None:
    push(at, business())
    broken = with_phrase(at, "phone_readback", "Is that right?")

    with pytest.raises(RefusedError, match="phone") as refused:
        push(broken, business(ask=("phone", "reason")))

    assert any("Is that right?" in line for line in refused.value.transcript)
    assert active(at) == {"alfa-plumbing": 1}
    (refusal,) = deployment_of(at.log, business().tenant).refusals
    assert (refusal.trial, refusal.why) == (refused.value.trial, refused.value.why)


def test_the_same_refusal_is_given_each_time(at: Gate) -> None:
    broken = with_phrase(at, "name_and_phone", "{name}. Is that right?")

    def refused() -> tuple[str, str, tuple[str, ...]]:
        with pytest.raises(RefusedError) as error:
            push(broken, business())
        return error.value.trial, error.value.why, error.value.transcript

    assert len({refused() for _ in range(5)}) == 1
    assert active(at) == {}


def test_a_condition_on_the_time_is_followed_in_every_trial_call(at: Gate) -> None:
    hours = {"mon": ["07:00-17:00"]}
    steps = [
        {"kind": "capture", "name": "phone", "primitive": "phone"},
        {"kind": "capture", "name": "email", "primitive": "email", "when": "open"},
    ]
    own = {
        "name": "Alfa",
        "numbers": [NUMBER],
        "time_zone": "Australia/Sydney",
        "hours": hours,
    }
    graph = business(business=own, objectives={"outcome": "lead", "steps": steps})

    assert push(at, graph) == (1, "activated")


@pytest.mark.parametrize("bounds", [Bounds(questions=1), Bounds(classes=1)])
def test_what_is_not_proved_is_refused_before_any_call(
    at: Gate, monkeypatch: pytest.MonkeyPatch, bounds: Bounds
) -> None:
    monkeypatch.setattr("cli.config.gate.prove", lambda graph: prove(graph, bounds=bounds))

    with pytest.raises(RefusedError, match="the proof") as refused:
        push(at, business())

    assert refused.value.trial == PROOF
    assert refused.value.why
    assert active(at) == {}


def test_a_version_that_was_tried_with_another_core_is_tried_again(at: Gate) -> None:
    push(at, business(ask=("phone",)))
    push(at, business())
    broken = with_phrase(at, "phone_readback", "Is that right?")

    with pytest.raises(RefusedError):
        Activator(broken)(business().tenant, 1)

    assert active(at) == {"alfa-plumbing": 2}


def test_a_number_of_another_tenant_is_refused_and_whose_it_is_is_said(at: Gate) -> None:
    push(at, business())
    before = at.log.end()

    with pytest.raises(NumberTakenError, match="alfa-plumbing") as taken:
        push(at, business("bravo-electrical"))

    assert taken.value.exit_code == 4
    assert (active(at), at.log.end()) == ({"alfa-plumbing": 1}, before)


# rolling back


def test_a_roll_back_is_one_step_and_as_much_an_activation_as_any(at: Gate) -> None:
    push(at, business())
    push(at, business(ask=("phone", "name")))

    Activator(at)(business().tenant, 1)
    end = at.log.end()
    Activator(at)(business().tenant, 1)

    assert active(at) == {"alfa-plumbing": 1}
    assert at.log.end() == end
    kinds = [one.type for one in at.log.after(0)]
    assert kinds.count("config.activated.v1") == 3
    assert kinds.count("config.pushed.v1") == 2


def test_a_version_that_never_passed_cannot_be_activated(at: Gate) -> None:
    with pytest.raises(UnknownTenantError):
        Activator(at)(business().tenant, 1)
    with pytest.raises(RefusedError):
        push(with_phrase(at, "phone_readback", "Is that right?"), business(ask=("phone",)))
    with pytest.raises(UnknownTenantError):
        Activator(at)(business().tenant, 1)
    push(at, business())
    with pytest.raises(UnknownVersionError, match="there are: 1"):
        Activator(at)(business().tenant, 2)


def test_a_roll_back_to_a_number_that_has_a_new_owner_is_refused(at: Gate) -> None:
    push(at, business())
    push(at, business(number=OTHER))
    push(at, business("bravo-electrical"))

    with pytest.raises(NumberTakenError, match="bravo-electrical"):
        Activator(at)(business().tenant, 1)

    assert active(at) == {"alfa-plumbing": 2, "bravo-electrical": 1}


# at once


def test_of_two_pushes_at_once_one_wins_and_the_other_is_told(
    at: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)
    check = Gate.check

    def met(self: Gate, graph: Graph, now: object) -> int:
        held = check(self, graph, now)  # type: ignore[arg-type]
        both.wait()
        return held

    monkeypatch.setattr(Gate, "check", met)
    came: list[object] = []

    def one(ask: tuple[str, ...]) -> None:
        try:
            came.append(push(at, business(ask=ask)))
        except ConflictError as conflict:
            came.append(conflict.exit_code)

    threads = [threading.Thread(target=one, args=(ask,)) for ask in (("phone",), ("name", "phone"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, came)) == ["(1, 'activated')", "4"]
    assert active(at) == {"alfa-plumbing": 1}


def test_of_two_tenants_that_take_one_number_at_once_one_gets_it(
    at: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)
    check = Gate.check

    def met(self: Gate, graph: Graph, now: object) -> int:
        held = check(self, graph, now)  # type: ignore[arg-type]
        both.wait()
        return held

    monkeypatch.setattr(Gate, "check", met)
    came: list[object] = []

    def one(tenant: str) -> None:
        try:
            came.append(push(at, business(tenant))[1])
        except NumberTakenError as taken:
            came.append(taken.exit_code)

    threads = [threading.Thread(target=one, args=(name,)) for name in ("alfa", "bravo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, came)) == ["4", "activated"]
    assert len(active(at)) == 1


# crashes


def test_a_crash_between_pushed_and_activated_changes_no_call_and_is_finished_by_the_next_push(
    at: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(at, business())

    class Crash(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as dying:
        dying.setattr(Gate, "activate", dies)
        with pytest.raises(Crash):
            push(at, business(ask=("phone",)))

    assert active(at) == {"alfa-plumbing": 1}
    assert push(at, business(ask=("phone",))) == (2, "activated")
    assert active(at) == {"alfa-plumbing": 2}


def test_a_crash_after_activated_leaves_a_folder_that_the_log_mends(at: Gate) -> None:
    push(at, business())
    before = read_active(at.home)
    push(at, business(ask=("phone",)))
    after = read_active(at.home)
    write_active(at.home, before)

    assert push(at, business(ask=("phone",))) == (2, "unchanged")
    assert read_active(at.home) == after


def test_the_folder_made_again_from_the_log_is_what_pushing_wrote(at: Gate) -> None:
    push(at, business())
    push(at, business("bravo-electrical", number=OTHER))
    push(at, business(ask=("phone",)))
    written = {path.name: path.read_bytes() for path in at.home.active.iterdir()}
    for path in at.home.active.iterdir():
        path.unlink()

    refresh(at.home, at.log)

    assert {path.name: path.read_bytes() for path in at.home.active.iterdir()} == written


def test_facts_of_another_kind_in_a_tenants_stream_are_no_version(at: Gate) -> None:
    tenant = business().tenant
    where = Where(stream="tenant", stream_id=tenant, tenant=tenant)
    fact = ConfigPushed(config="a" * 64, version=1, name="Alfa", trials=9)
    note(at.log, where, fact, now=NOW)

    seen = deployment_of(at.log, tenant)

    assert (seen.versions[0].status, seen.active) == ("pushed", None)
    gone = ConfigActivated(config="a" * 64, version=1, name="Alfa", numbers=(NUMBER,))
    note(at.log, where, gone, now=NOW)
    assert deployment_of(at.log, tenant).versions[0].status == "active"
