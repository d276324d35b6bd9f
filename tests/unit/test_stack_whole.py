"""What a whole stack is made of, said without starting any of it."""

from pathlib import Path

import pytest

from cli.stack import whole
from cli.stack.kafka import Broker
from cli.stack.part import Keys, Part
from cli.stack.parts import parts
from cli.stack.ports import Ports, choose
from cli.stack.state import Place, Wanted
from spine.home import Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SPOTFUNNEL_HOME", str(tmp_path))
    monkeypatch.setattr(whole, "make_cluster", lambda folder: folder)
    monkeypatch.setattr(whole, "kafka_files", lambda folder, ports: Broker(folder, *ports))
    return Home(tmp_path)


def made(ports: Ports) -> dict[str, Part]:
    place = Place("here")
    place.make()
    wanted = Wanted(name="here", whole=True, workers=1)
    every = parts(wanted, ports, Keys("key", "secret" * 8), place)
    return {part.name: part for part in every}


def test_calls_need_the_media_side_and_nothing_behind_it(home: Home) -> None:
    every = made(choose(workers=1, whole=True))

    needed = {name for name, part in every.items() if part.essential}
    assert needed == {"redis", "livekit-server", "livekit-sip", "worker-1"}
    for name in needed - {"worker-1"}:
        assert set(every[name].after) <= needed


def test_a_worker_waits_for_businesses_only_where_there_are_none(home: Home) -> None:
    ports = choose(workers=1, whole=True)
    assert "businesses" in made(ports)["worker-1"].after

    home.active.mkdir(parents=True)
    (home.active / "somebody.json").write_text("{}")

    assert made(ports)["worker-1"].after == ("livekit-sip",)


def test_every_process_of_ours_is_told_of_the_same_log_and_bus(home: Home) -> None:
    ports = choose(workers=1, whole=True)
    every = made(ports)

    for name in ("worker-1", "shipper", "ingester", "businesses", "api", "workflows"):
        told = every[name].environment
        assert told["SPOTFUNNEL_SPINE_KAFKA"] == f"127.0.0.1:{ports.kafka}"
        assert told["SPOTFUNNEL_SPINE_LOG_URL"].endswith(f"@127.0.0.1:{ports.postgres}/spine")
    assert every["api"].environment["SPOTFUNNEL_STACK_STATE"] == str(Place("here").state_file)
    assert every["api"].environment["SPOTFUNNEL_API_LIVEKIT_URL"].endswith(str(ports.http))


def test_stores_are_stopped_last_and_the_database_does_not_wait_for_clients(home: Home) -> None:
    every = made(choose(workers=1, whole=True))

    assert {name for name, part in every.items() if part.holds_data} == {"kafka", "postgres"}
    assert every["postgres"].stop.name == "SIGINT"
    assert every["kafka"].stop.name == "SIGTERM"


def test_ports_of_a_whole_stack_are_apart_and_a_bare_one_has_none() -> None:
    ports = choose(workers=2, whole=True)

    several = [ports.kafka, ports.kafka_controller, ports.postgres, ports.api, ports.redis]
    assert len(set(several)) == len(several)
    assert choose(workers=0).postgres == 0
