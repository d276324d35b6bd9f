"""Links, sessions and keys: each is good for what it says, for as long, and no more."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from platform_api.access.store import DAY, HOUR, IDLE_MS, LINK_MS, MINUTE, WHOLE_MS, Access
from platform_api.access.tables import api_keys, links, sessions
from platform_api.access.tokens import hash_token, new_key, well_formed
from spine.log.sql import SqlCallLog
from spine.settings import Api
from tests.fakes.api_house import HARBOUR, SPARKLINE, Clock, House


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlCallLog]:
    where: Path | str = tmp_path / "log.db"
    if request.param == "postgresql":
        where = request.getfixturevalue("postgres").empty()
    made = SqlCallLog(where)
    yield made
    made.close()


@pytest.fixture
async def client(house: House) -> AsyncIterator[AsyncClient]:
    async with house.client() as made:
        yield made


class TestStore:
    def test_a_link_opens_one_session_once(self, log: SqlCallLog) -> None:
        access = Access(log)
        link = access.make_link("customer", HARBOUR)

        opened = access.open_session(link.token)

        assert opened is not None
        assert access.find_session(opened.token) == opened.identity
        assert opened.identity.tenant == HARBOUR
        assert access.open_session(link.token) is None

    def test_of_many_who_use_a_link_at_once_one_comes_in(self, log: SqlCallLog) -> None:
        access = Access(log)
        link = access.make_link("operator")

        with ThreadPoolExecutor(8) as pool:
            opened = list(pool.map(access.open_session, [link.token] * 16))

        assert sum(one is not None for one in opened) == 1

    def test_a_link_is_worth_nothing_when_its_time_is_over(self, log: SqlCallLog) -> None:
        clock = Clock()
        access = Access(log, clock.now_ms)
        link = access.make_link("operator")
        clock.ms += LINK_MS["operator"]

        assert access.open_session(link.token) is None

    def test_a_session_that_nobody_uses_ends_before_one_that_somebody_does(
        self, log: SqlCallLog
    ) -> None:
        clock = Clock()
        access = Access(log, clock.now_ms)
        idle, used = (self._session(access) for _ in range(2))
        clock.ms += IDLE_MS["operator"] - MINUTE
        assert access.find_session(used) is not None

        clock.ms += 2 * MINUTE

        assert access.find_session(idle) is None
        assert access.find_session(used) is not None

    def test_no_use_makes_a_session_last_for_ever(self, log: SqlCallLog) -> None:
        clock = Clock()
        access = Access(log, clock.now_ms)
        token = self._session(access)
        for _ in range(WHOLE_MS["operator"] // HOUR - 1):
            clock.ms += HOUR
            assert access.find_session(token) is not None

        clock.ms += HOUR

        assert access.find_session(token) is None

    def test_a_session_that_was_closed_is_gone_from_the_table(self, log: SqlCallLog) -> None:
        access = Access(log)
        token = self._session(access)

        access.close_session(token)

        assert access.find_session(token) is None
        assert not access.has_session(token)
        with log.engine.connect() as connection:
            assert connection.execute(select(sessions)).all() == []

    def test_a_key_is_good_until_it_is_revoked(self, log: SqlCallLog) -> None:
        access = Access(log)
        key, secret = access.make_key("reports", "customer", HARBOUR)
        found = access.find_key(secret)
        assert found is not None
        assert (found.role, found.tenant, found.via) == ("customer", HARBOUR, "key")

        revoked = access.revoke_key(key.id)

        assert revoked is not None
        assert access.find_key(secret) is None
        assert access.revoke_key(key.id) is None
        assert [one.revoked_unix_ms is not None for one in access.every_key()] == [True]

    def test_none_of_the_secrets_is_in_the_database(self, log: SqlCallLog) -> None:
        access = Access(log)
        link = access.make_link("operator")
        opened = access.open_session(access.make_link("operator").token)
        _, secret = access.make_key("reports", "operator")
        assert opened is not None

        with log.engine.connect() as connection:
            kept = repr([connection.execute(select(t)).all() for t in (sessions, links, api_keys)])

        for token in (link.token, opened.token, secret):
            assert token not in kept
            assert hash_token(token) in kept

    def test_old_links_and_sessions_are_cleared_away(self, log: SqlCallLog) -> None:
        clock = Clock()
        access = Access(log, clock.now_ms)
        self._session(access)
        clock.ms += 2 * DAY
        self._session(access)

        with log.engine.connect() as connection:
            for table in ("links", "sessions"):
                assert connection.scalar(text(f"select count(*) from {table}")) == 1  # noqa: S608

    @staticmethod
    def _session(access: Access) -> str:
        opened = access.open_session(access.make_link("operator").token)
        assert opened is not None
        return opened.token


@given(st.text(max_size=300))
def test_no_made_up_word_is_a_well_formed_key(word: str) -> None:
    assert not well_formed(word)


@given(st.integers(0, 52), st.characters(codec="ascii"))
def test_a_key_with_another_letter_in_any_place_is_refused(place: int, letter: str) -> None:
    key = new_key()
    assert well_formed(key)
    changed = key[:place] + letter + key[place + 1 :]
    assert well_formed(changed) == (changed == key)


async def test_signing_in_hands_out_a_cookie_that_scripts_cannot_read(
    house: House, client: AsyncClient
) -> None:
    link = house.access.make_link("customer", HARBOUR)

    answer = await client.post("/api/session", json={"link": f"http://x/open#{link.token}"})

    assert answer.status_code == 200
    assert answer.json() == {
        "role": "customer",
        "tenant": "harbour",
        "name": "harbour Pty Ltd",
        "expiresUnixMs": house.clock.ms + IDLE_MS["customer"],
    }
    session, csrf = answer.headers.get_list("set-cookie")
    assert session.startswith("sf_session=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(session.split("; "))
    assert csrf.startswith("csrftoken=")
    assert "HttpOnly" not in csrf
    assert "Secure" not in session + csrf
    assert house.audit() == ["audit.signed_in.v1"]


async def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    house = House(tmp_path, api=Api(public_url="https://calls.example"))
    link = house.access.make_link("operator")
    async with house.client() as client:
        answer = await client.post("/api/session", json={"link": link.token})
    session, csrf = answer.headers.get_list("set-cookie")
    assert session.startswith("__Host-sf_session=")
    assert "Secure" in session
    assert "Secure" in csrf
    house.close()


@pytest.mark.parametrize("link", ["", "x", "#", "é" * 50, "a" * 100_00, "\ud800", "' or 1=1 --"])
async def test_garbage_is_no_link(house: House, client: AsyncClient, link: str) -> None:
    answer = await client.post(
        "/api/session", content=f'{{"link": "{link}"}}'.encode("utf-8", "surrogatepass")
    )

    assert answer.status_code in {400, 401}
    assert answer.headers["content-type"] == "application/problem+json"
    assert "set-cookie" not in answer.headers


async def test_signing_in_again_ends_the_session_before(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "operator")
    before = client.cookies["sf_session"]

    await house.sign_in(client, "operator")

    assert client.cookies["sf_session"] != before
    assert house.access.find_session(before) is None


async def test_a_session_id_that_somebody_else_chose_is_never_taken(
    house: House, client: AsyncClient
) -> None:
    client.cookies.set("sf_session", "chosen-by-a-stranger")

    await house.sign_in(client, "operator")

    assert house.access.find_session("chosen-by-a-stranger") is None


async def test_signing_out_ends_the_session_for_whoever_copied_it(
    house: House, client: AsyncClient
) -> None:
    await house.sign_in(client, "operator")
    copied = client.cookies["sf_session"]

    answer = await client.delete("/api/session")

    assert answer.status_code == 204
    async with house.client() as other:
        other.cookies.set("sf_session", copied)
        assert (await other.get("/api/session")).status_code == 401


async def test_too_many_wrong_links_make_an_address_wait(house: House, client: AsyncClient) -> None:
    for _ in range(10):
        assert (await client.post("/api/session", json={"link": "no"})).status_code == 401

    answer = await client.post("/api/session", json={"link": "no"})

    assert answer.status_code == 429
    assert answer.json()["code"] == "session.too_many"
    assert 0 < int(answer.headers["retry-after"]) <= 900


@pytest.mark.parametrize("sent", [None, "", "wrong", "é"])
async def test_a_cookie_without_the_pages_proof_changes_nothing(
    house: House, client: AsyncClient, sent: str | None
) -> None:
    await house.sign_in(client, "operator")
    del client.headers["x-csrftoken"]
    headers = {} if sent is None else {b"x-csrftoken": sent.encode()}

    answer = await client.post("/api/links", json={"tenant": "harbour"}, headers=headers)

    assert answer.status_code == 403
    assert answer.json()["code"] == "access.csrf"


async def test_another_sessions_proof_is_none(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "operator")
    async with house.client() as other:
        await house.sign_in(other, "operator")
        client.headers["x-csrftoken"] = other.headers["x-csrftoken"]

    answer = await client.post("/api/links", json={"tenant": "harbour"})

    assert answer.status_code == 403


async def test_a_customers_link_makes_a_customer_of_that_tenant(
    house: House, client: AsyncClient
) -> None:
    await house.sign_in(client, "operator")
    made = (await client.post("/api/links", json={"tenant": "sparkline"})).json()
    assert made["url"].startswith("http://127.0.0.1:8080/open#")

    async with house.client() as other:
        answer = await other.post("/api/session", json={"link": made["url"]})

    assert answer.json()["tenant"] == SPARKLINE
    assert answer.json()["role"] == "customer"
    assert house.audit()[-2:] == ["audit.link_made.v1", "audit.signed_in.v1"]


async def test_a_key_opens_what_it_is_for_without_any_cookie(
    house: House, client: AsyncClient
) -> None:
    await house.sign_in(client, "operator")
    made = (await client.post("/api/keys", json={"name": "reports", "tenant": "harbour"})).json()
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    async with house.client() as program:
        assert (await program.get("/api/calls", headers=bearer)).status_code == 200
        assert (await program.get("/api/tenants", headers=bearer)).status_code == 403
        assert (await program.get("/api/calls?tenant=sparkline", headers=bearer)).status_code == 404

        gone = await client.delete(f"/api/keys/{made['key']['id']}")

        assert gone.status_code == 204
        assert (await program.get("/api/calls", headers=bearer)).status_code == 401
    assert house.audit()[-2:] == ["audit.key_made.v1", "audit.key_revoked.v1"]


async def test_a_key_needs_no_proof_of_a_page(house: House, client: AsyncClient) -> None:
    _, secret = house.access.make_key("ops", "operator")

    answer = await client.post(
        "/api/links", json={"tenant": "harbour"}, headers={"Authorization": f"bearer {secret}"}
    )

    assert answer.status_code == 200


async def test_a_wrong_key_is_not_made_up_for_by_a_cookie(
    house: House, client: AsyncClient
) -> None:
    await house.sign_in(client, "operator")

    answer = await client.get("/api/session", headers={"Authorization": f"Bearer {new_key()}"})

    assert answer.status_code == 401


async def test_a_list_of_keys_shows_none_of_the_secrets(house: House, client: AsyncClient) -> None:
    await house.sign_in(client, "operator")
    made = (await client.post("/api/keys", json={"name": "reports"})).json()

    listed = await client.get("/api/keys")

    assert listed.json()["items"] == [made["key"]]
    assert made["secret"] not in listed.text
