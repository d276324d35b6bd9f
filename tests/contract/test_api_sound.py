"""A call's sound: whole, in ranges, outlined; and who was given it."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from httpx import AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platform_api.calls.sound import Sound, part_of
from platform_api.problems import Refused
from spine.ids import CallId
from tests.fakes.api_house import HARBOUR, House

CALL: Final = "20261124T101500-aa"


@pytest.fixture
def sound(house: House) -> bytes:
    house.call(HARBOUR, CALL)
    return house.record(CALL, range(0, 20_000, 2), [-30_000] * 10_000).read_bytes()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, -1),
        ("bytes=10-19", 10, 19),
        ("bytes=40000-99999999", 40_000, -1),
        ("bytes=-1", -1, -1),
        ("bytes=-99999999", 0, -1),
        ("bytes=40043-", 40_043, -1),
        (" bytes=5-6 ", 5, 6),
    ],
)
async def test_a_range_of_a_recording_is_that_range(
    client: AsyncClient, sound: bytes, asked: str, first: int, last: int
) -> None:
    size = len(sound)
    first, last = first % size, last % size

    answer = await client.get(f"/api/calls/{CALL}/recording", headers={"Range": asked})

    assert answer.status_code == 206
    assert answer.content == sound[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
    assert answer.headers["content-length"] == str(last + 1 - first)
    assert answer.headers["content-type"] == "audio/wav"


@pytest.mark.parametrize("asked", ["bytes=40044-", "bytes=99999999-100000000", "bytes=-0"])
async def test_a_range_with_no_byte_in_it_is_refused(
    client: AsyncClient, sound: bytes, asked: str
) -> None:
    answer = await client.get(f"/api/calls/{CALL}/recording", headers={"Range": asked})

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(sound)}"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-4", "bytes=-", "bytes=a-b", "bytes=0-1,4-5", "seconds=0-1", "bytes", "x" * 90],
)
async def test_what_is_no_range_of_ours_gets_the_whole(
    client: AsyncClient, sound: bytes, asked: str
) -> None:
    answer = await client.get(f"/api/calls/{CALL}/recording", headers={"Range": asked})

    assert answer.status_code == 200
    assert answer.content == sound
    assert answer.headers["accept-ranges"] == "bytes"


async def test_a_player_asks_first_and_then_only_for_what_changed(
    house: House, client: AsyncClient, sound: bytes
) -> None:
    path = f"/api/calls/{CALL}/recording"
    head = await client.head(path)
    assert head.headers["content-length"] == str(len(sound))
    assert head.headers["content-type"] == "audio/wav"
    assert head.content == b""
    etag = head.headers["etag"]

    assert (await client.get(path, headers={"If-None-Match": etag})).status_code == 304
    both = {"Range": "bytes=0-9", "If-Range": etag}
    assert (await client.get(path, headers=both)).status_code == 206
    house.record(CALL, [1] * 500, [2] * 500)
    assert (await client.get(path, headers=both)).status_code == 200
    assert (await client.get(path, headers={"If-None-Match": etag})).status_code == 200


async def test_whoever_hears_a_recording_is_written_down(
    house: House, client: AsyncClient, customer: AsyncClient, sound: bytes
) -> None:
    path = f"/api/calls/{CALL}/recording"
    before = house.audit().count("audit.recording_heard.v1")

    await customer.get(path)
    await customer.get(path, headers={"Range": "bytes=100-200"})

    assert house.audit().count("audit.recording_heard.v1") == before + 1


async def test_a_recording_is_outlined_on_both_sides(client: AsyncClient, sound: bytes) -> None:
    peaks = (await client.get(f"/api/calls/{CALL}/recording/peaks")).json()

    assert peaks["durationMs"] == 625
    assert len(peaks["caller"]) == len(peaks["agent"]) == 1_000
    assert set(peaks["agent"]) == {round(30_000 / 32_768, 3)}
    assert peaks["caller"] == sorted(peaks["caller"])
    assert peaks["caller"][-1] == pytest.approx(19_998 / 32_768, abs=0.001)


@pytest.mark.parametrize("size", [0, 20, 44, 45, 47])
async def test_a_recording_that_has_hardly_begun_breaks_nothing(
    house: House, client: AsyncClient, sound: bytes, size: int
) -> None:
    house.home.recording_of(CallId(CALL)).write_bytes(sound[:size])

    for path in ("recording", "recording/peaks"):
        answer = await client.get(f"/api/calls/{CALL}/{path}", headers={"Range": "bytes=0-"})
        assert answer.status_code in {200, 206, 404}


@given(
    size=st.integers(45, 500),
    asked=st.one_of(
        st.text(max_size=30),
        st.from_regex(r"bytes=[0-9]{0,4}-[0-9]{0,4}", fullmatch=True),
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_part_is_always_within_the_file(size: int, asked: str) -> None:
    sound = Sound(Path("x.wav"), size, 1)
    part = None
    with suppress(Refused):
        part = part_of(sound, asked, None)
    assert part is None or 0 <= part.first <= part.last < size
