"""From empty stores: ring, and find that very call in topic, table, API and page."""

import os
import secrets
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import sync_playwright

from spine.bus.kafka import Receiver
from spine.bus.topics import EVENTS
from spine.events.envelope import decode_envelope
from spine.ids import CallId
from spine.journal_file import read_journal
from tests.e2e.ringing import Senses, journals, ring
from tests.whole_stack import Whole

CHROMIUM: Final = "/usr/bin/chromium"
MOBILE: Final = "+61491570156"
THERE_S: Final = 60.0
BEHIND: Final = ("kafka", "postgres", "ingester", "shipper", "api", "workflows")


def written(whole: Whole, call: str) -> list[bytes]:
    """Return what the call itself wrote down, before anybody shipped it."""
    return list(read_journal(whole.home.journal_of(CallId(call))).stored)


def bodies_in_topic(whole: Whole, call: str) -> list[bytes]:
    """Return every event of a call that the bus has, in its order, each once."""
    receiver = Receiver(whole.state.kafka, EVENTS.name, f"test-{secrets.token_hex(4)}")
    found: dict[bytes, None] = {}
    quiet_from = time.monotonic()
    try:
        while time.monotonic() - quiet_from < 3:
            for body in receiver.receive(500, 500):
                quiet_from = time.monotonic()
                if decode_envelope(body).stream_id == call:
                    found[body] = None
    finally:
        receiver.close()
    return list(found)


def bodies_in_table(whole: Whole, call: str) -> list[bytes]:
    log = whole.log()
    try:
        return [stored.body for stored in log.read(CallId(call))]
    finally:
        log.close()


def shown(client: httpx.Client, call: str) -> dict[str, Any]:
    """Return the call as the API has it, once it is over there."""
    deadline = time.monotonic() + THERE_S
    while time.monotonic() < deadline:
        try:
            answer = client.get(f"/api/calls/{call}")
        except httpx.TransportError:  # it is being started again
            time.sleep(0.3)
            continue
        if answer.status_code == 200 and not answer.json()["call"]["live"]:
            document: dict[str, Any] = answer.json()
            return document
        time.sleep(0.2)
    pytest.fail(f"the API never had the end of {call}")


def test_a_call_is_found_in_topic_table_api_and_page(whole_stack: Whole, senses: Senses) -> None:
    before = journals(whole_stack)

    ring(whole_stack, senses)

    (call,) = journals(whole_stack) - before
    with whole_stack.client() as client:
        document = shown(client, call)
        listed = client.get("/api/calls").json()["items"]
    assert document["call"]["lead"] is True
    assert call in {row["call"] for row in listed}
    fields = {field["name"]: field["value"] for field in document["fields"]}
    assert fields["phone"] == MOBILE
    in_journal = written(whole_stack, call)
    wait_for(lambda: len(bodies_in_table(whole_stack, call)) >= len(in_journal))
    assert bodies_in_table(whole_stack, call) == in_journal
    assert bodies_in_topic(whole_stack, call) == in_journal
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(whole_stack.link())
        page.wait_for_url(lambda url: "/open" not in url)
        page.goto(f"{whole_stack.state.api}/calls/{call}")
        page.get_by_text("burst under my kitchen sink").first.wait_for()
        browser.close()


def test_with_everything_behind_it_killed_a_call_is_held_and_nothing_of_it_is_lost(
    whole_stack: Whole, senses: Senses
) -> None:
    before, killed = journals(whole_stack), threading.Event()
    pids = {name: whole_stack.part(name).pid for name in BEHIND}

    def kill() -> None:
        for name in BEHIND:
            os.kill(pids[name], signal.SIGKILL)
        killed.set()

    ring(whole_stack, senses, meanwhile=kill)

    assert killed.is_set()
    (call,) = journals(whole_stack) - before
    back = until_well_again(whole_stack, pids)
    assert set(back) == set(BEHIND)
    assert {whole_stack.part(name).restarts for name in ("worker-1", "livekit-sip")} == {0}
    with whole_stack.client() as client:
        document = shown(client, call)
    wait_for(lambda: len(bodies_in_table(whole_stack, call)) >= len(written(whole_stack, call)))
    fields = {field["name"]: field["value"] for field in document["fields"]}
    assert (document["call"]["lead"], fields.get("phone")) == (True, MOBILE), document
    assert bodies_in_table(whole_stack, call) == written(whole_stack, call)


def until_well_again(whole: Whole, before: dict[str, int]) -> dict[str, int]:
    """Return the new process of each part, once each is well."""

    def back() -> dict[str, int]:
        parts = [whole.part(name) for name in before]
        return {
            part.name: part.pid
            for part in parts
            if part.phase == "healthy" and part.pid not in {0, before[part.name]}
        }

    wait_for(lambda: set(back()) == set(before))
    return back()


def wait_for(happened: Callable[[], bool], patience_s: float = 2 * THERE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_a_lead_is_mailed_once_after_the_call(whole_stack: Whole) -> None:
    """The calls above were leads; their letters lie in the outbox, for no mail server is set."""
    with whole_stack.client() as client:

        def done() -> list[dict[str, Any]]:
            items = client.get("/api/deliveries").raise_for_status().json()["items"]
            return [one for one in items if one["status"] == "done"]

        wait_for(lambda: bool(done()))
        calls = [one["call"] for one in done()]

    assert len(calls) == len(set(calls))
