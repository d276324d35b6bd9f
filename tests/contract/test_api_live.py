"""Streams and sockets over a real server: nothing missed, nothing twice, nothing left behind."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from httpx import AsyncClient, Response
from sqlalchemy.exc import OperationalError

from platform_api.live import service, sse
from platform_api.live.service import Live
from platform_api.serving import PortTakenError, listen
from spine.events.call import TurnHeard
from spine.events.inputs import FinalHeard
from spine.ids import SegmentId
from spine.settings import Api
from tests.fakes.api_house import HARBOUR, PATIENCE_S, SECRET, SPARKLINE, House, at, until
from tests.fakes.api_served import served, visitor

CALL: Final = "20261124T101500-aa"


class Told(msgspec.Struct, frozen=True):
    """One event of a stream."""

    id: str
    event: str
    data: Any


@pytest.fixture
async def client(house: House, server: str) -> AsyncIterator[AsyncClient]:
    async with visitor(house, server, "operator") as made:
        yield made


@pytest.fixture
async def customer(house: House, server: str) -> AsyncIterator[AsyncClient]:
    async with visitor(house, server, "customer", HARBOUR) as made:
        yield made


@asynccontextmanager
async def following(
    client: AsyncClient, path: str, last_id: str | None = None
) -> AsyncIterator[AsyncIterator[Told]]:
    headers = {} if last_id is None else {"Last-Event-ID": last_id}
    async with client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        yield told(answer)


async def told(answer: Response) -> AsyncIterator[Told]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        else:
            if "event" in fields:
                yield Told(fields["id"], fields["event"], json.loads(fields["data"]))
            fields = {}


async def take(stream: AsyncIterator[Told], count: int) -> list[Told]:
    async with asyncio.timeout(PATIENCE_S):
        return [await anext(stream) for _ in range(count)]


async def to_the_end(stream: AsyncIterator[Told]) -> list[Told]:
    async with asyncio.timeout(PATIENCE_S):
        return [one async for one in stream]


async def seats_taken(house: House, count: int) -> None:
    """Wait until so many follow."""
    live: Live = house.app.dependencies["streams"].dependency()  # type: ignore[union-attr]
    await until(lambda: live.seats.taken == count)


async def test_a_call_is_told_while_it_happens_and_ends_with_it(
    house: House, customer: AsyncClient
) -> None:
    call = house.begin(HARBOUR, CALL)
    async with following(customer, f"/api/calls/{CALL}/live") as stream:
        hello, asked = await take(stream, 2)
        call.say(SECRET)
        said, field = await take(stream, 2)
        call.end()
        (ended,) = await to_the_end(stream)

    assert (hello.event, hello.data) == ("said", {"who": "agent", "text": "Hello.", "atMs": 0})
    assert (asked.event, asked.data["status"]) == ("field", "asked")
    assert said.data == {"who": "caller", "text": SECRET, "atMs": 2000}
    assert field.data == {"name": "phone", "status": "confirmed", "value": SECRET}
    assert (ended.event, ended.data["outcome"]) == ("ended", "lead")


async def test_operators_are_told_every_event_as_well(house: House, client: AsyncClient) -> None:
    house.call(HARBOUR, CALL)

    async with following(client, f"/api/calls/{CALL}/live") as stream:
        events = await to_the_end(stream)

    timeline = (await client.get(f"/api/calls/{CALL}/timeline")).json()["items"]
    assert [one.data for one in events if one.event == "entry"] == timeline
    assert [float(one.id) for one in events] == sorted({float(one.id) for one in events})
    assert events[-1].event == "ended"


@pytest.mark.parametrize("role", ["operator", "customer"])
async def test_whoever_comes_back_after_any_event_has_each_once(
    house: House, client: AsyncClient, customer: AsyncClient, role: str
) -> None:
    house.call(HARBOUR, CALL)
    who, path = (client if role == "operator" else customer), f"/api/calls/{CALL}/live"
    async with following(who, path) as stream:
        whole = await to_the_end(stream)

    for place, one in enumerate(whole[:-1], start=1):
        async with following(who, path, one.id) as stream:
            assert await to_the_end(stream) == whole[place:]


@pytest.mark.parametrize("last_id", ["", "x", "-1", "9" * 40, "1.9", "٣"])
async def test_an_id_that_is_none_of_ours_breaks_nothing(
    house: House, client: AsyncClient, last_id: str
) -> None:
    house.call(HARBOUR, CALL)
    headers = {b"Last-Event-ID": last_id.encode()}
    async with client.stream("GET", f"/api/calls/{CALL}/live", headers=headers) as answer:
        assert answer.status_code in {200, 400}
    async with client.stream("GET", "/api/live", headers=headers) as answer:
        assert answer.status_code in {200, 400}


async def test_an_event_that_comes_late_is_waited_for(house: House, customer: AsyncClient) -> None:
    call = house.begin(HARBOUR, CALL)
    kept: list[Any] = []
    append: Any = house.log.append
    house.log.append = kept.append  # type: ignore[method-assign,assignment]
    call.say("first")
    call.say("second")
    first, second = kept

    async with following(customer, f"/api/calls/{CALL}/live") as stream:
        await take(stream, 2)
        append(second)
        append(first)
        texts = [one.data["text"] for one in await take(stream, 4) if one.event == "said"]

    assert texts == ["first", "second"]


async def test_a_call_that_was_erased_is_told_without_its_words(
    house: House, client: AsyncClient
) -> None:
    house.call(HARBOUR, CALL)
    await client.post(f"/api/calls/{CALL}/erase")

    async with client.stream("GET", f"/api/calls/{CALL}/live") as answer:
        body = (await answer.aread()).decode()

    assert SECRET not in body
    assert "event: ended" in body


async def test_lists_are_told_of_each_change_of_what_one_may_see(
    house: House, client: AsyncClient, customer: AsyncClient
) -> None:
    async with (
        following(client, "/api/live") as every,
        following(customer, "/api/live") as own,
    ):
        assert [one.event for one in (*await take(every, 1), *await take(own, 1))] == ["ready"] * 2
        house.begin(SPARKLINE, "other")
        call = house.begin(HARBOUR, CALL)
        seen = {one.data["call"] for one in await take(every, 2)}
        (begun,) = await take(own, 1)
        call.end()
        (ended,) = await take(own, 1)

    assert seen == {"other", CALL}
    assert (begun.data["call"], begun.data["live"], begun.data["core"]) == (CALL, True, "")
    assert (ended.data["live"], ended.data["outcome"]) == (False, "lead")


async def test_lists_go_on_where_one_was_away(house: House, client: AsyncClient) -> None:
    async with following(client, "/api/live") as stream:
        (ready,) = await take(stream, 1)
        house.begin(HARBOUR, "seen")
        (seen,) = await take(stream, 1)
    house.begin(HARBOUR, "missed")
    house.begin(HARBOUR, "missed-too").end()

    async with following(client, "/api/live", seen.id) as stream:
        back = await take(stream, 2)
    async with following(client, "/api/live", ready.id) as stream:
        before = await take(stream, 3)

    assert [one.data["call"] for one in back] == ["missed", "missed-too"]
    assert [one.data["call"] for one in before] == ["seen", "missed", "missed-too"]


async def test_whoever_was_away_for_too_long_begins_anew(
    house: House, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FAR", 3)
    house.call(HARBOUR, CALL)

    for last_id in ("0", "999999"):
        async with following(client, "/api/live", last_id) as stream:
            (first,) = await take(stream, 1)
        assert (first.event, first.data["position"]) == ("ready", house.views.position())


async def test_a_stream_ends_on_our_side_when_the_client_leaves(
    house: House, client: AsyncClient
) -> None:
    house.begin(HARBOUR, CALL)
    async with (
        following(client, "/api/live") as every,
        following(client, f"/api/calls/{CALL}/live") as one,
    ):
        await take(every, 1)
        await take(one, 1)
        await seats_taken(house, 2)

    await seats_taken(house, 0)


async def test_signing_out_ends_ones_streams(tmp_path: Path) -> None:
    house = House(tmp_path)
    live: Live = house.app.dependencies["streams"].dependency()  # type: ignore[union-attr]
    live._heartbeat_s = 0.2
    async with (
        served(house) as address,
        AsyncClient(base_url=f"http://{address}", timeout=PATIENCE_S) as client,
    ):
        await house.sign_in(client, "operator")
        async with client.stream("GET", "/api/live") as answer:
            lines = answer.aiter_lines()
            async with asyncio.timeout(PATIENCE_S):
                while await anext(lines) != ": still here":
                    pass
                await client.delete("/api/session")
                rest = [line async for line in lines]
        assert "event: call" not in rest
    house.close()


async def test_one_follows_at_most_so_often(
    house: House, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "MOST_EACH", 1)
    async with following(client, "/api/live") as stream:
        await take(stream, 1)

        refused = await client.get("/api/live")

    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"


async def test_the_server_stops_while_somebody_follows(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path)
    async with AsyncClient(timeout=PATIENCE_S) as client:
        async with served(house) as address:
            client.base_url = f"http://{address}"
            await house.sign_in(client, "operator")
            request = client.build_request("GET", "/api/live")
            answer = await client.send(request, stream=True)
            stream = told(answer)
            assert (await anext(stream)).event == "ready"
        assert await to_the_end(stream) == []
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
    house.close()


async def test_a_store_that_fails_for_a_while_ends_no_stream(
    house: House, client: AsyncClient
) -> None:
    live: Live = house.app.dependencies["streams"].dependency()  # type: ignore[union-attr]
    look, failures = live.views_grew._look, iter(range(2))

    def sometimes() -> int:
        if next(failures, None) is not None:
            raise OperationalError("", {}, ConnectionRefusedError())
        return look()

    live.views_grew._look = sometimes
    async with following(client, "/api/live") as stream:
        await take(stream, 1)
        house.begin(HARBOUR, CALL)
        (told_,) = await take(stream, 1)

    assert told_.data["call"] == CALL


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    first = listen(Api(port=0))
    port = first.getsockname()[1]
    with pytest.raises(PortTakenError, match=f"port {port} .*SPOTFUNNEL_API_PORT"):
        listen(Api(port=port))
    first.close()


async def test_the_views_are_kept_up_to_date_where_nobody_else_does(tmp_path: Path) -> None:
    house = House(tmp_path, projects=True)
    call = house.begin(HARBOUR, CALL)
    catch_up, house.views.catch_up = house.views.catch_up, lambda: 0  # type: ignore[method-assign]
    call.add(
        FinalHeard(at_ms=at(900), segment=SegmentId(1), texts=("x",)),
        TurnHeard(at_ms=at(900), texts=("x",), held_ms=1),
    )
    house.views.catch_up = catch_up  # type: ignore[method-assign]
    assert house.views.lag() == 2
    async with served(house):
        await until(lambda: house.views.lag() == 0)
    house.close()
