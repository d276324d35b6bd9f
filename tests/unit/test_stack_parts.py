import os
import socket
import sys
from pathlib import Path

import pytest

from cli.stack import needs
from cli.stack.build import LIVEKIT_SERVER, LIVEKIT_SIP, Server
from cli.stack.needs import Need, bring, need_go
from cli.stack.part import Keys
from cli.stack.parts import parts
from cli.stack.ports import TCP, choose, is_free
from cli.stack.state import Place, StackState, Wanted, tail
from spine.errors import EnvironmentNeedsError
from spine.home import PROJECT


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("SPOTFUNNEL_HOME", str(tmp_path))
    place = Place("here")
    place.make()
    return place


def test_chosen_ports_are_free_and_apart() -> None:
    ports = choose(workers=2)

    single = {ports.redis, ports.http, ports.rtc_tcp, ports.sip, *ports.workers}
    assert len(single) == 6
    assert single.isdisjoint(range(ports.rtc[0], ports.rtc[1] + 1))
    assert single.isdisjoint(range(ports.rtp[0], ports.rtp[1] + 1))


def test_a_taken_port_is_named_before_anything_is_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        assert not is_free(port, TCP)
        with pytest.raises(EnvironmentNeedsError, match=str(port)):
            choose(workers=0, sip_port=port)


def test_every_server_listens_on_loopback_only(place: Place) -> None:
    ports = choose(workers=2)

    made = parts(Wanted(name="here"), ports, Keys("key", "secret" * 8), place)

    assert [part.name for part in made] == [
        "redis",
        "livekit-server",
        "livekit-sip",
        "worker-1",
        "worker-2",
    ]
    files = [(place.root / name).read_text() for name in ("livekit.yaml", "livekit-sip.yaml")]
    for text in (*files, (place.root / "redis.conf").read_text()):
        assert "$" not in text
        assert "127.0.0.1" in text
        assert "0.0.0.0" not in text  # noqa: S104 - that is what must not be there
    assert all((place.root / name).stat().st_mode & 0o077 == 0 for name in ("livekit.yaml",))


def test_a_worker_is_told_where_everything_is(place: Place) -> None:
    ports = choose(workers=1)

    *_, worker = parts(Wanted(name="here", workers=1), ports, Keys("key", "secret"), place)

    assert worker.command == (sys.executable, "-m", "agent_worker.main")
    assert worker.environment["LIVEKIT_URL"] == f"ws://127.0.0.1:{ports.http}"
    assert worker.environment["SPOTFUNNEL_WORKER_PORT"] == str(ports.workers[0])
    assert worker.environment["SPOTFUNNEL_CONFIGS"] == str(place.graphs)


def test_a_stack_has_one_holder(place: Place) -> None:
    held = place.lock()

    assert held is not None
    assert place.lock() is None
    assert place.is_alive()
    os.close(held)
    assert not place.is_alive()


def test_a_state_is_read_as_it_was_written_and_only_by_us(place: Place) -> None:
    state = StackState(name="here", phase="starting", wanted=Wanted(), began_at=1.0)

    place.write(state)

    assert place.read() == state
    assert (place.root / "state.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("torn", [b"", b"{", b'{"name": 3}'])
def test_a_torn_state_is_no_state(place: Place, torn: bytes) -> None:
    (place.root / "state.json").write_bytes(torn)

    assert place.read() is None


def test_the_end_of_a_log_is_shown_or_its_absence(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert tail(log) == "(no log)"

    log.write_text("\n".join(str(number) for number in range(100)))

    assert tail(log, 2) == "98\n99"


def test_without_root_a_missing_package_is_named_with_its_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(EnvironmentNeedsError, match=r"apt-get install .* libnothing-dev"):
        bring((Need("libnothing-dev", library="no-such-library"),), print)


def test_without_go_the_message_says_which_and_where_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentNeedsError, match=r"Go 1\.26 is missing"):
        need_go()

    old = tmp_path / "go"
    old.write_text("#!/bin/sh\necho go version go1.19.8 linux/amd64\n")
    old.chmod(0o755)
    with pytest.raises(EnvironmentNeedsError, match=r"go1\.19"):
        need_go()


def test_what_is_met_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "_install", lambda _: pytest.fail("apt was run"))

    bring((Need("python", command="python3"),), print)


@pytest.mark.parametrize("server", [LIVEKIT_SERVER, LIVEKIT_SIP])
def test_a_server_is_pinned_and_cached_by_what_it_is_built_from(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert (server.source() / "go.sum").exists()
    assert server.package in (server.source() / "go.mod").read_text()
    assert server.binary().is_relative_to(tmp_path / "spotfunnel")
    assert not server.binary().is_relative_to(PROJECT)
