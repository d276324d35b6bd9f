"""Calls as the API tells them: lists, one call, its sound, its replay, its erasure."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from agent_worker.replaying import Report
from platform_api.cursors import Cursors
from platform_api.problems import Refused
from spine.ids import CallId
from spine.log.schema import events
from spine.replay import ChainBroken, Differs, Identical, Stopped
from tests.fakes.api_house import CORE, HARBOUR, NOW_MS, SECRET, SPARKLINE, House, at

CALL: Final = "20261124T101500-aa"


async def every_page(client: AsyncClient, query: str) -> list[dict[str, Any]]:
    items, cursor = [], ""
    while True:
        page = (await client.get(f"/api/calls?{query}{cursor}")).json()
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = f"&cursor={page['next']}"


async def test_pages_of_a_list_have_every_call_once_whatever_begins_meanwhile(
    house: House, client: AsyncClient
) -> None:
    for number in range(7):
        house.begin(HARBOUR, f"call-{number}", NOW_MS - 10_000 + number // 2)
    first = (await client.get("/api/calls?limit=3")).json()
    house.begin(HARBOUR, "call-new", NOW_MS)

    rest = await every_page(client, f"limit=3&cursor={first['next']}")

    seen = [one["call"] for one in (*first["items"], *rest)]
    assert sorted(seen) == [f"call-{number}" for number in range(7)]
    assert [one["beganUnixMs"] for one in (*first["items"], *rest)] == sorted(
        (one["beganUnixMs"] for one in (*first["items"], *rest)), reverse=True
    )


async def test_a_list_can_be_of_one_tenant_or_of_live_calls(
    house: House, client: AsyncClient
) -> None:
    house.call(HARBOUR, "over")
    house.begin(HARBOUR, "live")
    house.begin(SPARKLINE, "other")

    assert [one["call"] for one in await every_page(client, "live=true")] == ["other", "live"]
    assert [one["call"] for one in await every_page(client, "live=false")] == ["over"]
    assert [one["call"] for one in await every_page(client, "tenant=sparkline")] == ["other"]


async def test_a_customer_sees_its_own_calls_and_nothing_of_what_held_them(
    house: House, customer: AsyncClient
) -> None:
    house.call(HARBOUR, CALL)
    house.call(SPARKLINE, "other")

    (row,) = (await customer.get("/api/calls")).json()["items"]
    detail = (await customer.get(f"/api/calls/{CALL}")).json()

    assert (row["call"], row["core"], row["config"]) == (CALL, "", "")
    assert (row["lead"], row["recorded"], row["live"], row["outcome"]) == (
        True,
        True,
        False,
        "lead",
    )
    assert detail["call"] == row
    assert [line["text"] for line in detail["transcript"]] == ["Hello.", SECRET]
    assert detail["fields"] == [{"name": "phone", "status": "confirmed", "value": SECRET}]
    assert (detail["cost"], detail["degraded"]) == (None, None)


async def test_an_operator_sees_what_a_call_cost(house: House, client: AsyncClient) -> None:
    house.call(HARBOUR, CALL)

    detail = (await client.get(f"/api/calls/{CALL}")).json()

    assert detail["call"]["core"] == CORE
    (line,) = detail["cost"]["lines"]
    assert (line["provider"], line["quantity"], line["priced"]) == ("whisper.tiny.en", 900, True)
    assert detail["cost"]["hostedTotalMicroaud"] == line["hostedMicroaud"] > 0


async def test_a_timeline_has_every_event_with_what_it_was_decided_on(
    house: House, client: AsyncClient
) -> None:
    house.call(HARBOUR, CALL)

    timeline = (await client.get(f"/api/calls/{CALL}/timeline")).json()

    items = timeline["items"]
    assert timeline["broken"] is None
    assert [one["seq"] for one in items] == list(range(1, len(items) + 1))
    heard = next(one for one in items if one["type"] == "turn.heard.v1")
    assert heard["personal"] is True
    assert heard["event"] == {
        "type": "turn.heard.v1",
        "at_ms": 2000,
        "texts": [SECRET],
        "held_ms": 700,
    }
    assert (heard["atMs"], heard["occurredAtMs"]) == (2000, NOW_MS - 58_000)
    assert items[heard["cause"] - 1]["type"] == "input.final_heard.v1"
    assert items[0]["cause"] is None


async def test_a_timeline_ends_where_its_chain_does(house: House, client: AsyncClient) -> None:
    house.call(HARBOUR, CALL)
    with house.log.writing() as connection:
        connection.execute(delete(events).where(events.c.stream_id == CALL, events.c.seq == 7))

    timeline = (await client.get(f"/api/calls/{CALL}/timeline")).json()
    detail = (await client.get(f"/api/calls/{CALL}")).json()

    assert [one["seq"] for one in timeline["items"]] == [1, 2, 3, 4, 5, 6]
    assert "event 7" in timeline["broken"]
    assert detail["degraded"] == "event 7 is not in the log"


async def test_what_was_erased_is_in_no_answer_any_more(
    house: House, client: AsyncClient, customer: AsyncClient
) -> None:
    house.call(HARBOUR, CALL)
    house.record(CALL, [1] * 50, [2] * 50)
    assert SECRET in (await customer.get(f"/api/calls/{CALL}")).text
    assert (await customer.get(f"/api/calls/{CALL}/recording/peaks")).status_code == 200

    erased = (await client.post(f"/api/calls/{CALL}/erase")).json()
    again = (await client.post(f"/api/calls/{CALL}/erase")).json()

    assert erased == again
    assert house.audit().count("audit.call_erased.v1") == 1
    detail = (await customer.get(f"/api/calls/{CALL}")).json()
    assert detail["erasedAt"] == erased["erasedAt"]
    assert detail["call"]["outcome"] == "lead"
    for path in ("", "/timeline", "/recording", "/recording/peaks"):
        for one in (client, customer):
            assert SECRET not in (await one.get(f"/api/calls/{CALL}{path}")).text
    assert (await client.get(f"/api/calls/{CALL}/recording")).status_code == 404
    assert (await client.get(f"/api/calls/{CALL}/recording/peaks")).status_code == 404
    sealed = (await client.get(f"/api/calls/{CALL}/timeline")).json()["items"]
    assert {one["personal"] for one in sealed if one["event"] is None} == {True}
    assert (await client.post(f"/api/calls/{CALL}/replay")).json()["result"] == "erased"


async def test_a_call_whose_key_is_elsewhere_says_what_can_be_known(
    house: House, client: AsyncClient
) -> None:
    house.call(HARBOUR, CALL)
    (house.home.keys / f"{CALL}.key").unlink()

    answer = await client.get(f"/api/calls/{CALL}")

    assert answer.status_code == 200
    assert SECRET not in answer.text
    assert (await client.get(f"/api/calls/{CALL}/timeline")).status_code == 200
    assert (await client.post(f"/api/calls/{CALL}/replay")).status_code == 422


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Identical(9), {"result": "identical", "events": 9}),
        (
            Differs(seq=3, type="t.v1", stored="{}", replayed=""),  # type: ignore[arg-type]
            {"result": "differs", "seq": 3, "type": "t.v1", "stored": "{}", "replayed": ""},
        ),
        (ChainBroken(seq=2, why="x"), {"result": "chain_broken", "seq": 2, "why": "x"}),  # type: ignore[arg-type]
        (Stopped(seq=4, error="E"), {"result": "stopped", "seq": 4, "why": "E"}),  # type: ignore[arg-type]
    ],
)
async def test_a_replay_says_what_came_of_it_and_is_written_down(
    tmp_path: Path, outcome: Any, said: dict[str, Any]
) -> None:
    def replays(call: CallId, *_: object) -> Report:
        return Report(call, CORE, with_tree=True, warnings=("w",), outcome=outcome)

    house = House(tmp_path, replay=replays)
    house.call(HARBOUR, CALL)
    async with house.client() as client:
        await house.sign_in(client, "operator")
        answer = await client.post(f"/api/calls/{CALL}/replay")
    assert answer.json() == {"core": CORE, "warnings": ["w"], **said}
    assert house.audit()[-1] == "audit.call_replayed.v1"
    house.close()


async def test_a_replay_of_a_core_that_is_not_kept_says_so(
    house: House, client: AsyncClient
) -> None:
    house.call(HARBOUR, CALL)

    answer = await client.post(f"/api/calls/{CALL}/replay")

    assert answer.status_code == 404
    assert answer.json()["code"] == "artefact.missing"


async def test_a_cursor_of_one_list_is_none_of_another(
    house: House, client: AsyncClient, customer: AsyncClient
) -> None:
    for number in range(3):
        house.begin(HARBOUR, f"call-{number}")
    cursor = (await client.get("/api/calls?limit=1")).json()["next"]

    for one, query in ((client, "tenant=harbour"), (client, "live=true"), (customer, "limit=1")):
        answer = await one.get(f"/api/calls?{query}&cursor={cursor}")
        assert answer.status_code == 400
        assert answer.json()["code"] == "request.cursor"
    assert (await client.get(f"/api/calls?limit=1&cursor={cursor}")).status_code == 200


@given(st.integers(0, 200), st.integers(1, 255))
def test_no_cursor_with_a_changed_byte_is_read(place: int, change: int) -> None:
    cursors = Cursors(b"k" * 32)
    cursor = cursors.write("calls", (NOW_MS, CALL))
    place %= len(cursor)
    changed = cursor[:place] + chr(ord(cursor[place]) ^ (change % 127 or 1)) + cursor[place + 1 :]

    if changed != cursor:
        with pytest.raises(Refused):
            cursors.read("calls", changed)
    assert cursors.read("calls", cursor) == (NOW_MS, CALL)


@given(st.text(max_size=500))
def test_no_made_up_cursor_is_read(cursor: str) -> None:
    with pytest.raises(Refused):
        Cursors(b"k" * 32).read("calls", cursor)


async def test_the_day_is_counted_where_the_business_is(house: House, client: AsyncClient) -> None:
    midnight = NOW_MS - ((20 * 60 + 46) * 60 + 40) * 1_000
    house.call(HARBOUR, "yesterday", midnight - 1)
    house.call(HARBOUR, "first", midnight)
    house.begin(HARBOUR, "lost").end("transferred")
    house.begin(HARBOUR, "missed").end("missed")
    house.begin(HARBOUR, "live")
    house.call(SPARKLINE, "other")
    house.pulse.is_online = False

    day = (await client.get("/api/today?tenant=harbour")).json()
    every = (await client.get("/api/today")).json()

    assert (day["answered"], day["missed"], day["leads"], day["transferred"]) == (3, 1, 1, 1)
    assert day["online"] is False
    assert day["since"] == "2026-11-25T00:00:00+11:00"
    assert day["hours"][0] == {"hour": 0, "calls": 1}
    assert sum(hour["calls"] for hour in day["hours"]) == 4
    assert every["answered"] == 4


async def test_businesses_numbers_and_pushes_are_listed(house: House, client: AsyncClient) -> None:
    house.push(HARBOUR, "+61255501206", version=2)

    tenants = (await client.get("/api/tenants")).json()["items"]
    numbers = (await client.get("/api/numbers")).json()["items"]
    configs = (await client.get("/api/tenants/harbour/configs")).json()["items"]

    assert [one["tenant"] for one in tenants] == ["harbour", "sparkline"]
    assert tenants[0] == (await client.get("/api/tenants/harbour")).json()
    assert (tenants[0]["name"], tenants[0]["version"]) == ("harbour Pty Ltd", 2)
    assert [one["number"] for one in numbers] == ["+61255501206", "+61355501207"]
    assert [(one["version"], one["status"]) for one in configs] == [
        (2, "active"),
        (1, "superseded"),
    ]


async def test_activating_goes_to_whoever_activates(house: House, client: AsyncClient) -> None:
    done = await client.post("/api/tenants/harbour/configs/1/activate")

    assert done.status_code == 200
    assert (done.json()["tenant"], done.json()["version"]) == ("harbour", 1)
    assert house.activated == [(HARBOUR, 1)]
    for version in ("9", "0", "-1", "1000001"):
        gone = await client.post(f"/api/tenants/harbour/configs/{version}/activate")
        assert gone.status_code in {400, 404}
    assert len(house.activated) == 1


async def test_status_tells_how_far_the_views_are_behind(house: House, client: AsyncClient) -> None:
    house.call(HARBOUR, CALL)

    status = (await client.get("/api/status")).json()

    assert (status["shape"], status["core"]) == ("embedded", CORE)
    assert status["lag"] == house.log.end() - status["position"]
    assert status["parts"] == [{"name": "worker-1", "well": True, "detail": ""}]


async def test_a_live_call_grows_at_each_look(house: House, customer: AsyncClient) -> None:
    call = house.begin(HARBOUR, CALL)
    before = (await customer.get(f"/api/calls/{CALL}")).json()
    call.say("oh four nine one", at_ms=900)

    after = (await customer.get(f"/api/calls/{CALL}")).json()

    assert [len(one["transcript"]) for one in (before, after)] == [1, 2]
    assert before["fields"] == [{"name": "phone", "status": "asked", "value": ""}]
    assert after["transcript"][-1] == {"who": "caller", "text": "oh four nine one", "atMs": at(900)}
    assert json.dumps(after).count("oh four nine one") == 2
