"""The dashboard's files: its own and nothing else, each kept for as long as it may be."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from platform_api.headers import policy
from spine.settings import Api
from tests.fakes.api_house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<title>page</title>")
    (dist / "favicon.svg").write_text("<svg/>")
    (dist / "assets" / "app-1a2b.js").write_text("let a")
    (tmp_path / "secret.txt").write_text("secret")
    (dist / "link.txt").symlink_to(tmp_path / "secret.txt")
    made = House(tmp_path)
    yield made
    made.close()


@pytest.fixture
async def client(house: House) -> AsyncIterator[AsyncClient]:
    async with house.client() as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/open", "/calls/20261124T101500-aa", "/tenants/x/configs"])
async def test_each_address_of_the_page_is_the_page(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.text == "<title>page</title>"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "content-disposition" not in answer.headers or answer.headers[
        "content-disposition"
    ].startswith("inline")
    head = await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))


async def test_what_is_named_by_its_content_is_kept_for_ever(client: AsyncClient) -> None:
    answer = await client.get("/assets/app-1a2b.js")

    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert "immutable" in answer.headers["cache-control"]
    assert (await client.get("/favicon.svg")).headers["content-type"] == "image/svg+xml"
    assert "immutable" not in (await client.get("/favicon.svg")).headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/assets/app-old.js", "/assets/", "/missing.png", "/api", "/api/x"]
)
async def test_a_file_that_is_not_there_is_not_the_page(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "//secret.txt",
        "/%2fetc%2fpasswd",
        "/..\\secret.txt",
        "/%00secret.txt",
        "/link.txt",
        "/" + "a" * 5_000,
        "/" + "a/" * 3_000,
    ],
)
async def test_no_address_leads_out_of_the_folder(client: AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert "secret" not in answer.text.replace("secret.txt", "")
    assert "root:" not in answer.text
    assert answer.status_code in {200, 404}


async def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    house = House(tmp_path)
    async with house.client() as client:
        answer = await client.get("/calls/x")
        assert (await client.get("/api/health")).status_code == 200
    assert answer.status_code == 503
    assert "npm ci &amp;&amp; npm run build" in answer.text
    house.close()


def test_the_policy_names_the_media_server_and_no_other() -> None:
    alone = policy(Api())
    beside = policy(Api(livekit_url="ws://127.0.0.1:7880/"))
    far = policy(Api(livekit_url="wss://media.example"))

    assert "connect-src 'self';" in alone
    assert "connect-src 'self' ws://127.0.0.1:7880 http://127.0.0.1:7880;" in beside
    assert "connect-src 'self' wss://media.example https://media.example;" in far
