"""The reference page says what the primitives do now."""

from agent_worker.voice_core.capture import PRIMITIVES
from tools.draw_capture import ENTRIES, PAGE, drawn


def test_the_page_is_what_would_be_drawn_now() -> None:
    assert PAGE.read_text("utf-8") == drawn(), "run python -m tools.draw_capture"


def test_every_primitive_is_on_the_page() -> None:
    assert set(ENTRIES) == set(PRIMITIVES)
