"""Every route there is, walked: nobody comes in who may not, and every refusal is a problem."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from httpx import AsyncClient, Response
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute
from sqlalchemy.exc import OperationalError

from platform_api.guard import OPT
from platform_api.openapi import FILE, document
from spine.ids import NOBODY, CallId
from tests.fakes.api_house import HARBOUR, SECRET, SPARKLINE, House

CALL: Final = "20261124T101500-aa"
DOCUMENT: Final[dict[str, Any]] = json.loads(FILE.read_bytes())
ROUTES: Final = [
    (method.upper(), path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
BODIES: Final = {
    "SignIn": {"link": "none"},
    "MakeLink": {"tenant": "sparkline"},
    "MakeKey": {"name": "x", "tenant": "sparkline"},
    "Talk": {"tenant": "sparkline"},
}
OWN: Final = {"call_id": CALL, "tenant": SPARKLINE, "version": "1", "key_id": "0" * 16}
MEDIA: Final = "application/problem+json"
SAYS: Final = {"public", "signed_in", "operator"}


def is_public(operation: dict[str, Any]) -> bool:
    return {} in operation["security"]


def address(path: str, **named: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: (OWN | named)[found[1]], path)


PRIVATE: Final = [one for one in ROUTES if not is_public(one[2])]
NAMED: Final = [one for one in PRIVATE if "{" in one[1]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.call(SPARKLINE, CALL)
    made.record(CALL, [1] * 100, [2] * 100)
    yield made
    made.close()


@pytest.fixture
async def client(house: House) -> AsyncIterator[AsyncClient]:
    async with house.client() as made:
        yield made


def id_of(route: Any) -> str:
    return str(route[2]["operationId"]) if isinstance(route, tuple) else str(route)


async def ask(client: AsyncClient, route: Any, **named: str) -> Response:
    method, path, operation = route
    body = BODIES.get(operation["operationId"])
    return await client.request(method, address(path, **named), json=body)


def assert_problem(answer: Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    if answer.request.method == "HEAD":
        return
    assert answer.headers["content-type"] == MEDIA
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "code", "detail", "errors"}
    assert problem["status"] == status
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", problem["code"])
    assert not re.search(r"Traceback|select |insert |sqlite|\.py", answer.text, re.IGNORECASE)


def handlers(house: House) -> Iterator[BaseRouteHandler]:
    for route in house.app.routes:
        if isinstance(route, HTTPRoute):
            yield from route.route_handlers
        else:
            yield route.route_handler


def test_every_route_says_who_may(house: House) -> None:
    unsaid = [
        str(one)
        for one in handlers(house)
        if one.opt.get(OPT) not in SAYS and one.handler_name != "options_handler"
    ]

    assert unsaid == []


async def test_a_route_that_says_nothing_lets_nobody_in(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "operator")

    assert_problem(await client.options("/api/calls"), 403)


def test_what_anybody_may_is_a_short_list(house: House) -> None:
    public = {one.handler_name for one in handlers(house) if one.opt.get(OPT) == "public"}

    assert public == {"sign_in", "health", "talk_socket", "page"}


def test_the_document_has_every_route_of_the_api(house: House) -> None:
    served = {
        str(one.operation_id)
        for one in handlers(house)
        if isinstance(one, HTTPRouteHandler) and one.operation_id
    }

    assert served == {operation["operationId"] for _, _, operation in ROUTES}


def test_the_document_on_disk_is_that_of_the_code() -> None:
    assert document() == FILE.read_bytes(), "run: python -m platform_api.openapi"


@pytest.mark.parametrize("route", ROUTES, ids=id_of)
def test_every_refusal_is_documented_as_a_problem(route: Any) -> None:
    _, _, operation = route
    expected = {"400", "500"} | (set() if is_public(operation) else {"401", "403"})
    expected |= {"404"} if "{" in route[1] else set()
    assert expected <= set(operation["responses"])
    for status, answer in operation["responses"].items():
        if int(status) >= 400:
            schema = answer["content"][MEDIA]["schema"]
            assert schema == {"$ref": "#/components/schemas/Problem"}


def operators(house: House) -> set[str]:
    """Return the operations that are for operators alone."""
    return {
        str(one.operation_id)
        for one in handlers(house)
        if isinstance(one, HTTPRouteHandler) and one.opt.get(OPT) == "operator"
    }


async def test_nobody_comes_in_without_signing_in(client: AsyncClient) -> None:
    assert len(PRIVATE) > 20
    for route in PRIVATE:
        answer = await ask(client, route)

        assert_problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert SECRET not in answer.text


async def test_a_session_that_is_over_is_none(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "customer", SPARKLINE)
    house.clock.ms += 61 * 86_400_000
    for route in PRIVATE:
        assert_problem(await ask(client, route), 401)


async def test_what_is_the_operators_is_refused_to_customers(
    house: House, client: AsyncClient
) -> None:
    await house.sign_in(client, "customer", SPARKLINE)
    theirs = [one for one in PRIVATE if one[2]["operationId"] in operators(house)]
    assert len(theirs) > 12
    for route in theirs:
        answer = await ask(client, route)

        assert_problem(answer, 403)
        assert answer.json()["code"] == "access.operators_only"
    assert house.activated == []
    assert house.keys.erased_at(CallId(CALL)) is None


async def test_what_is_another_tenants_is_not_there(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "customer", HARBOUR)
    shared = [one for one in NAMED if one[2]["operationId"] not in operators(house)]
    assert {one[2]["operationId"] for one in shared} >= {
        "GetCall",
        "GetPeaks",
        "GetRecording",
        "HeadRecording",
        "FollowCall",
    }
    for route in shared:
        answer = await ask(client, route)

        assert_problem(answer, 404)
        assert SECRET not in answer.text


async def test_a_call_that_belongs_to_nobody_is_no_customers(
    house: House, client: AsyncClient
) -> None:
    house.call(NOBODY, "20261124T101500-bb")
    await house.sign_in(client, "customer", HARBOUR)

    assert_problem(await client.get("/api/calls/20261124T101500-bb"), 404)
    assert (await client.get("/api/calls")).json()["items"] == []


@pytest.mark.parametrize("query", ["/api/calls?tenant=sparkline", "/api/today?tenant=sparkline"])
async def test_another_tenants_list_is_not_there(
    house: House, client: AsyncClient, query: str
) -> None:
    await house.sign_in(client, "customer", HARBOUR)

    assert_problem(await client.get(query), 404)


async def test_a_customer_cannot_ring_anothers_number(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "customer", HARBOUR)

    assert_problem(await client.post("/api/talk", json={"tenant": "sparkline"}), 404)
    own = {"tenant": "harbour", "number": "+61355501207"}
    assert_problem(await client.post("/api/talk", json=own), 404)


@pytest.mark.parametrize("name", ["nobody", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "a" * 300])
async def test_a_name_of_nothing_is_not_there(house: House, client: AsyncClient, name: str) -> None:
    await house.sign_in(client, "operator")
    for route in NAMED:
        answer = await ask(client, route, call_id=name, tenant=name, key_id=name)

        assert answer.status_code in {400, 404, 405}, answer.text
        assert_problem(answer, answer.status_code)


CONSTRAINED: Final = [
    (path, one)
    for method, path, operation in ROUTES
    if method == "GET"
    for one in operation.get("parameters", ())
    if one["in"] in {"query", "header"}
]


def beyond(schema: dict[str, Any]) -> Iterator[str]:
    """Give a value on the wrong side of each bound, and one of another type."""
    kinds = {one.get("type") for one in schema.get("oneOf", [schema])}
    if "integer" in kinds:
        yield from (str(schema["minimum"] - 1), str(schema["maximum"] + 1), "ten", "1e9", "")
    if "boolean" in kinds:
        yield from ("perhaps", "")
    if "minLength" in schema:
        yield ""
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)


def test_every_parameter_of_a_query_has_a_bound() -> None:
    assert len(CONSTRAINED) >= 10
    for path, one in CONSTRAINED:
        assert list(beyond(one["schema"])), (path, one)


async def test_a_parameter_out_of_its_range_is_refused(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "operator")
    for path, one in CONSTRAINED:
        for value in beyond(one["schema"]):
            given: dict[str, Any] = {
                "headers" if one["in"] == "header" else "params": {one["name"]: value}
            }

            answer = await client.get(address(path), **given)

            assert_problem(answer, 400)
            assert answer.json()["errors"][0]["pointer"].startswith(one["in"])


async def test_each_status_of_a_refusal_is_a_problem(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "operator")
    large = {"tenant": "x" * 100_000}

    assert_problem(await client.post("/api/links", content=b"{"), 400)
    assert_problem(await client.post("/api/links", json={"tenant": 5}), 400)
    assert_problem(await client.post("/api/links", json={"tenant": "x", "more": 1}), 400)
    assert_problem(await client.post("/api/links", json={"tenant": "nobody"}), 404)
    assert_problem(await client.get("/api/nothing"), 404)
    assert_problem(await client.put("/api/calls"), 405)
    assert_problem(await client.post("/api/links", json=large), 413)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 20_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"link":"a","link":"b"}',
        b'{"link":null}',
        b"null",
        b"1e400",
        b'{"link":"\\ud800"}',
    ],
)
async def test_no_body_breaks_anything(house: House, client: AsyncClient, body: bytes) -> None:
    answer = await client.post("/api/session", content=body)

    assert answer.status_code in {400, 401}
    assert_problem(answer, answer.status_code)


async def test_a_fault_of_ours_says_nothing_of_what_it_was(
    house: House, client: AsyncClient, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    await house.sign_in(client, "operator")

    def fails(*_: object, **__: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr(house.views, "tenants", fails)

    answer = await client.get("/api/tenants")

    assert_problem(answer, 500)
    assert answer.json()["code"] == "internal"
    said = capsys.readouterr()
    assert SECRET not in answer.text + said.out + said.err
    assert "KeyError" in said.out + said.err


async def test_a_store_that_is_away_is_said_to_be(
    house: House, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.sign_in(client, "operator")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("select 1", {"secret": SECRET}, ConnectionRefusedError())

    monkeypatch.setattr(house.views, "tenants", away)

    answer = await client.get("/api/tenants")

    assert_problem(answer, 503)
    assert answer.headers["retry-after"] == "2"


async def test_every_answer_has_the_headers_that_keep_browsers_in_bounds(
    house: House, client: AsyncClient
) -> None:
    for path in ("/api/health", "/api/calls", "/", "/nothing.js"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "microphone=(self)" in headers["permissions-policy"]
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "blob:" not in policy
        assert "script-src 'self';" in policy
        if path.startswith("/api"):
            assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/schema", "/api/schema/openapi.json", "/schema", "/docs"])
async def test_no_page_of_the_framework_is_served(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code in {401, 404, 503}
    assert "swagger" not in answer.text.lower()
