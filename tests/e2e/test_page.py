"""The dashboard of a whole stack in a browser, while somebody rings and afterwards.

`SCREENS=docs/screens` keeps what is seen; look at it before you commit it.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from spine.ids import TenantId
from tests.e2e.ringing import Senses, journals, ring
from tests.whole_stack import Whole

CHROMIUM: Final = "/usr/bin/chromium"
SOON_MS: Final = 60_000
WIDE: Final = {"width": 1440, "height": 900}
PHONE: Final = {"width": 360, "height": 740}
ON_LINE: Final = "[data-testid=line]"

expect.set_options(timeout=60_000)  # a caller takes a breath, and the machine may be busy


def keep(page: Page, name: str) -> None:
    """Keep a picture of the page, where somebody wants one."""
    if folder := os.environ.get("SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


@pytest.fixture(scope="module")
def opened(whole_stack: Whole) -> Iterator[tuple[Page, Page, Page]]:
    """An operator's page, light; another, dark; and a customer's on a phone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = []
        for scheme, size, link in (
            ("light", WIDE, whole_stack.link()),
            ("dark", WIDE, whole_stack.link()),
            ("light", PHONE, whole_stack.link(TenantId("harbour-plumbing"))),
        ):
            context = browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
            page = context.new_page()
            page.set_default_timeout(SOON_MS)
            page.goto(link)
            page.wait_for_url(lambda url: "/open" not in url)
            pages.append(page)
        yield pages[0], pages[1], pages[2]
        browser.close()


def test_a_call_is_seen_while_it_is_held_and_heard_and_replayed_afterwards(
    whole_stack: Whole, senses: Senses, opened: tuple[Page, Page, Page]
) -> None:
    page, dark, phone = opened
    before, answered = journals(whole_stack), threading.Event()
    caller = threading.Thread(target=ring, args=(whole_stack, senses, answered.set))
    caller.start()
    try:
        assert answered.wait(60)
        card = page.locator("[data-testid=live-card]").first
        card.wait_for()
        call = card.get_attribute("data-call")
        assert call in journals(whole_stack) - before
        page.goto(f"{whole_stack.state.api}/calls/{call}")
        expect(page.locator("[data-testid=call]")).to_have_attribute("data-live", "true")
        expect(page.locator(f"{ON_LINE}[data-who=caller]").first).to_contain_text("pipe")
        lines = page.locator(ON_LINE).count()
        keep(page, "call-live")
        expect(page.locator(ON_LINE).nth(lines + 1)).to_be_visible(timeout=60_000)
        keep(dark, "live-dark")
    finally:
        caller.join()
    over = page.locator("[data-testid=call]")
    expect(over).to_have_attribute("data-live", "false")
    expect(page.get_by_test_id("field-phone")).to_contain_text("0491 570 156")
    plays(page)
    says_identical(page)
    keep(page, "call")
    customer_sees(phone, str(call))


def plays(page: Page) -> None:
    """Press play: the sound goes on from its beginning."""
    page.get_by_test_id("play").click()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=audio]').currentTime > 0.5", timeout=SOON_MS
    )
    page.get_by_test_id("play").click()


def says_identical(page: Page) -> None:
    """Press replay: its verdict is that of the command."""
    page.get_by_test_id("replay").click()
    verdict = page.get_by_test_id("verdict")
    expect(verdict).to_have_attribute("data-result", "identical")


def customer_sees(phone: Page, call: str) -> None:
    """The business sees the lead, and nothing of how it came about."""
    row = phone.locator(f"[data-testid=today-call][data-call='{call}']")
    row.wait_for()
    expect(row).to_contain_text("Tom Harris")
    expect(phone.get_by_test_id("online")).to_contain_text("Online")
    keep(phone, "today-phone")
    row.click()
    expect(phone.get_by_test_id("field-phone")).to_contain_text("0491 570 156")
    for hidden in ("timeline", "replay", "erase"):
        expect(phone.get_by_test_id(hidden)).to_have_count(0)
    keep(phone, "customer-call-phone")


@pytest.mark.parametrize("name", ["calls", "businesses", "numbers", "deliveries", "health"])
def test_each_page_of_an_operator_says_what_it_is(
    whole_stack: Whole, opened: tuple[Page, Page, Page], name: str
) -> None:
    page, dark, _ = opened
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    for shown in (page, dark):
        shown.goto(f"{whole_stack.state.api}/{name}")
        expect(shown.get_by_role("heading", level=1)).to_be_visible()
        expect(shown.locator("[aria-busy=true]")).to_have_count(0)
    keep(page, name)
    keep(dark, f"{name}-dark")

    assert not faults
    assert name in page.title().lower()
