"""The API as a process, what its parts tell it, and the commands that let people in."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import jwt
import pytest
from httpx import AsyncClient

from cli.key import add, list_keys, revoke
from cli.link import link
from platform_api.access.store import Access
from platform_api.limits import MOST_KEPT, Window
from platform_api.main import ActivateHere, OtherCoreError, telephone
from platform_api.serving import listen
from platform_api.status.stack_pulse import StackPulse
from platform_api.talk.rooms import RoomTalk
from platform_api.talk.tickets import MOST, Tickets
from spine.activation import Active, write_active
from spine.artefacts import keep_graph
from spine.deployment import deployment_of
from spine.errors import EnvironmentNeedsError, RequestError
from spine.home import PROJECT, VARIABLE, Home
from spine.ids import NOBODY
from spine.settings import Api
from tests.fakes.api_house import CORE, HARBOUR, PATIENCE_S, House

KEY: Final = "key"
SIGNED_WITH: Final = "s" * 40


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    made = House(tmp_path)
    yield made
    made.close()


def test_a_room_token_is_for_one_room_one_identity_and_a_microphone() -> None:
    talk = RoomTalk("ws://127.0.0.1:7880", KEY, SIGNED_WITH)
    first, second = (talk.offer("+61255501206") for _ in range(2))

    said = jwt.decode(first.token, SIGNED_WITH, algorithms=["HS256"])

    assert first.room != second.room
    assert first.room.startswith("call-")
    assert said["video"] == {
        "roomJoin": True,
        "room": first.room,
        "canPublish": True,
        "canPublishSources": ["microphone"],
        "canSubscribe": True,
        "canPublishData": False,
        "canUpdateOwnMetadata": False,
    }
    assert said["exp"] - said["nbf"] <= 60
    assert said["attributes"] == {"spotfunnel.dialled": "+61255501206"}
    assert said["roomConfig"]["agents"] == [{"agentName": "core"}]
    assert said["roomConfig"]["maxParticipants"] == 2
    other = jwt.decode(second.token, SIGNED_WITH, algorithms=["HS256"])
    assert other["sub"] != said["sub"]


async def test_where_there_are_rooms_a_browser_is_given_one(tmp_path: Path) -> None:
    talk = RoomTalk("ws://127.0.0.1:7880", KEY, SIGNED_WITH)
    house = House(tmp_path, talk=talk)
    async with house.client() as client:
        await house.sign_in(client, "customer", HARBOUR)
        way = (await client.post("/api/talk", json={"tenant": "harbour"})).json()
    assert way["kind"] == "room"
    assert way["url"] == "ws://127.0.0.1:7880"
    house.close()


def test_a_media_server_without_keys_is_said_to_need_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"):
        monkeypatch.delenv(name, raising=False)

    assert telephone(Api()) is None
    with pytest.raises(EnvironmentNeedsError, match="LIVEKIT_API_SECRET"):
        telephone(Api(livekit_url="ws://127.0.0.1:7880"))


def test_tickets_are_good_once_and_for_a_minute() -> None:
    clock = [0.0]
    tickets = Tickets(lambda: clock[0])
    used, old = tickets.give("+61"), tickets.give("+62")

    assert (tickets.take(used), tickets.take(used)) == ("+61", None)
    clock[0] = 60.0
    assert tickets.take(old) is None
    for _ in range(MOST + 50):
        tickets.give("+61")
    assert len(tickets._given) <= MOST


def test_a_window_slides_and_forgets() -> None:
    clock = [0.0]
    window = Window(2, 10, lambda: clock[0])
    for _ in range(2):
        assert window.wait_s("a") == 0
        window.take("a")
        clock[0] += 4

    assert (window.wait_s("a"), window.wait_s("b")) == (2, 0)
    clock[0] = 10.0
    assert window.wait_s("a") == 0
    for asker in range(MOST_KEPT + 10):
        window.take(str(asker))
    assert len(window._taken) == MOST_KEPT


def state(*parts: dict[str, Any]) -> bytes:
    return json.dumps({"name": "default", "phase": "ready", "parts": parts}).encode()


def part(name: str, phase: str = "healthy", *, essential: bool = True) -> dict[str, Any]:
    return {"name": name, "phase": phase, "essential": essential, "log": "", "detail": ""}


@pytest.mark.parametrize(
    ("parts", "online"),
    [
        ([part("redis"), part("worker-1"), part("worker-2", "restarting")], True),
        ([part("redis"), part("worker-1", "unwell")], False),
        ([part("redis", "restarting"), part("worker-1")], False),
        ([part("redis"), part("worker-1"), part("kafka", "unwell", essential=False)], True),
        ([part("redis")], False),
        ([], False),
    ],
)
def test_calls_are_answered_where_a_worker_and_all_that_it_needs_are_well(
    tmp_path: Path, parts: list[dict[str, Any]], online: bool
) -> None:
    home, file = Home(tmp_path), tmp_path / "state.json"
    file.write_bytes(state(*parts))
    pulse = StackPulse(home, file)

    assert pulse.online(NOBODY) is online
    assert pulse.online(HARBOUR) is False  # nothing is active for it
    active = Active(tenant=HARBOUR, config="1" * 64, version=1, numbers=("+61255501206",), name="H")
    write_active(home, (active,))
    assert pulse.online(HARBOUR) is online
    assert [one.well for one in pulse.parts()] == [one["phase"] == "healthy" for one in parts]


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"parts": 5}'])
def test_a_state_that_cannot_be_read_means_that_nothing_is_known_to_be_well(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "state.json"
    if content is not None:
        file.write_bytes(content)

    for pulse in (StackPulse(Home(tmp_path), file), StackPulse(Home(tmp_path), None)):
        assert pulse.online(NOBODY) is False
        assert pulse.parts() == ()


def test_a_version_of_another_core_is_not_activated_here(house: House) -> None:
    activate = ActivateHere(house.home, house.log, "2.0.0+ba9876543210")

    with pytest.raises(OtherCoreError, match="push it again"):
        activate(HARBOUR, 1)
    with pytest.raises(RequestError):
        activate(HARBOUR, 7)


def test_a_version_is_activated_in_the_log_and_the_folder(house: House) -> None:
    graph = b'{"numbers":["+61255501206"]}'
    config = sha256(graph).hexdigest()
    keep_graph(house.home, config, graph)
    house.push(HARBOUR, "+61255501206", version=2, config=config)
    house.push(HARBOUR, "+61255501206", version=3)

    ActivateHere(house.home, house.log, CORE)(HARBOUR, 2)

    active = deployment_of(house.log, HARBOUR).active
    assert active is not None
    assert (active.version, active.config) == (2, config)
    assert (house.home.active / "harbour.json").exists()


async def test_a_link_from_the_command_line_signs_somebody_in(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.clock.ms = int(datetime.now(UTC).timestamp() * 1_000)
    assert link() == 0
    operators = capsys.readouterr().out.strip()
    assert link(tenant="harbour", json=True) == 0
    customers = json.loads(capsys.readouterr().out)["url"]

    async with house.client() as client:
        for url, role in ((operators, "operator"), (customers, "customer")):
            answer = await client.post("/api/session", json={"link": url})
            assert answer.json()["role"] == role

    with pytest.raises(RequestError, match="there are: harbour, sparkline"):
        link(tenant="nobody")


def test_a_link_to_nowhere_is_not_made(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTFUNNEL_API_PORT", "0")

    with pytest.raises(EnvironmentNeedsError, match="spotfunnel up"):
        link()


async def test_keys_are_made_listed_and_revoked_from_the_command_line(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add("reports", tenant="harbour") == 0
    secret = capsys.readouterr().out.strip()
    assert list_keys(json=True) == 0
    listed = capsys.readouterr().out
    (key,) = json.loads(listed)["keys"]
    assert secret not in listed
    bearer = {"Authorization": f"Bearer {secret}"}
    async with house.client() as client:
        assert (await client.get("/api/session", headers=bearer)).json()["tenant"] == "harbour"
        assert revoke(key["id"]) == 0
        assert (await client.get("/api/session", headers=bearer)).status_code == 401
    with pytest.raises(RequestError):
        revoke(key["id"])
    assert list_keys() == 0
    assert "reports" in capsys.readouterr().out


@asynccontextmanager
async def process(home: Path, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "platform_api.main",
        cwd=PROJECT,
        env=os.environ | {VARIABLE: str(home), "SPOTFUNNEL_API_PORT": "0"} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


async def test_the_process_serves_until_it_is_told_to_stop(house: House) -> None:
    token = Access(house.log).make_link("operator").token
    async with process(house.home.root) as running, asyncio.timeout(60):
        assert running.stdout is not None
        said = b""
        while b"port=" not in said:
            said = await running.stdout.readline()
            assert said, (await running.communicate())[1]
        port = int(said.partition(b"port=")[2].split()[0])
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client:
            assert (await client.get("/api/health")).json() == {"status": "well"}
            signed_in = await client.post("/api/session", json={"link": token})
            assert signed_in.status_code == 200
        running.send_signal(signal.SIGTERM)
        assert await running.wait() == 0


async def test_a_process_that_cannot_listen_says_why_in_one_line(house: House) -> None:
    taken = listen(Api(port=0))
    port = str(taken.getsockname()[1])
    async with process(house.home.root, SPOTFUNNEL_API_PORT=port) as running:
        async with asyncio.timeout(60):
            _, said = await running.communicate()
        assert running.returncode == 1
    assert said.decode().count("\n") == 1
    assert f"port {port} cannot be listened on" in said.decode()
    taken.close()
