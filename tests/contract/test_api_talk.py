"""Calls from the browser over a socket: a ticket each, and nothing left when the browser goes."""

import json
from collections.abc import AsyncIterator
from typing import Final

import pytest
from httpx import AsyncClient
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.fakes.api_house import HARBOUR, House, until
from tests.fakes.api_served import visitor

CALL: Final = "20261124T101500-aa"


@pytest.fixture
async def customer(house: House, server: str) -> AsyncIterator[AsyncClient]:
    async with visitor(house, server, "customer", HARBOUR) as made:
        yield made


async def test_a_browser_is_heard_over_a_socket_with_a_ticket(
    house: House, customer: AsyncClient, server: str
) -> None:
    way = (await customer.post("/api/talk", json={"tenant": "harbour"})).json()
    assert way["kind"] == "socket"
    async with connect(f"ws://{server}{way['url']}") as socket:
        assert json.loads(await socket.recv()) == {"type": "call", "call": CALL}
        await socket.send(bytes(640))
        assert await socket.recv() == bytes(640)
        await socket.send('{"type":"key","key":"5"}')
        assert await socket.recv() == '{"type":"key","key":"5"}'
        await socket.send('{"type":"hangup"}')
        assert json.loads(await socket.recv()) == {"type": "ended"}
        with pytest.raises(ConnectionClosed):
            await socket.recv()
    assert house.talk.rung == ["+61255501206"]


async def test_a_ticket_is_good_once(house: House, customer: AsyncClient, server: str) -> None:
    way = (await customer.post("/api/talk", json={"tenant": "harbour"})).json()
    async with connect(f"ws://{server}{way['url']}") as socket:
        await socket.recv()

    for path in (way["url"], "/api/talk/socket?ticket=", "/api/talk/socket?ticket=x"):
        with pytest.raises(InvalidStatus):
            await connect(f"ws://{server}{path}")
    assert len(house.talk.rung) == 1


async def test_a_call_is_left_to_end_when_its_browser_goes(
    house: House, customer: AsyncClient, server: str
) -> None:
    way = (await customer.post("/api/talk", json={"tenant": "harbour"})).json()
    async with connect(f"ws://{server}{way['url']}") as socket:
        await socket.recv()

    await until(lambda: house.talk.left == 1)


async def test_a_frame_larger_than_any_sound_ends_the_call(
    house: House, customer: AsyncClient, server: str
) -> None:
    way = (await customer.post("/api/talk", json={"tenant": "harbour"})).json()
    async with connect(f"ws://{server}{way['url']}") as socket:
        await socket.recv()
        await socket.send(bytes(1_000_000))
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_there_may_be_no_room_for_another_call(house: House, customer: AsyncClient) -> None:
    house.talk.has_room = False

    answer = await customer.post("/api/talk", json={"tenant": "harbour"})

    assert answer.status_code == 503
    assert answer.json()["code"] == "talk.busy"


async def test_one_may_ring_so_often_and_no_more(house: House, customer: AsyncClient) -> None:
    for _ in range(20):
        assert (await customer.post("/api/talk", json={"tenant": "harbour"})).status_code == 200

    answer = await customer.post("/api/talk", json={"tenant": "harbour"})

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
