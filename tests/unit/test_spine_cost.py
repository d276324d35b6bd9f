"""Money is exact: units are summed, then priced, then rounded once."""

import pytest

from spine.cost import cost_of
from spine.events.inputs import CallerHungUp, UsageMetered
from spine.ids import CallMs
from spine.money import MicroAud, cents, dollars, rounded
from spine.price_book import BookMissingError, read_book

BOOK = read_book()


def used(provider: str, unit: str, quantity: int) -> UsageMetered:
    return UsageMetered(at_ms=CallMs(1), provider=provider, unit=unit, quantity=quantity)


@pytest.mark.parametrize(
    ("event", "microaud"),
    [
        (used("deepgram.nova-3", "audio_ms", 60_000), 11_781),  # 0.0077 US$ x 1.53
        (used("elevenlabs.eleven_flash_v2_5", "characters", 1_000), 76_500),
        (used("carrier.sip", "carrier_ms", 65_000), 30_600),  # 65 s bills two minutes
        (used("carrier.sip", "carrier_ms", 60_000), 15_300),
        (used("carrier.sip", "carrier_ms", 0), 0),
        (used("openai.gpt-4o-mini", "input_tokens", 1_000_000), 229_500),
    ],
)
def test_a_providers_units_cost_what_its_list_says(event: UsageMetered, microaud: int) -> None:
    assert cost_of([event], BOOK).total_microaud == microaud


def test_our_own_machine_costs_nothing_and_the_hosted_price_is_told() -> None:
    cost = cost_of([used("whisper.tiny.en", "audio_ms", 60_000)], BOOK)

    assert (cost.total_microaud, cost.hosted_total_microaud) == (0, 11_781)


def test_many_small_events_cost_what_one_large_one_does() -> None:
    events = [used("carrier.sip", "carrier_ms", 1_000)] * 60

    assert cost_of(events, BOOK).total_microaud == 15_300
    assert len(cost_of(events, BOOK).lines) == 1


def test_other_events_cost_nothing() -> None:
    assert cost_of([CallerHungUp(at_ms=CallMs(0))], BOOK).lines == ()


def test_what_the_book_does_not_know_is_not_priced_rather_than_free() -> None:
    cost = cost_of([used("someone.new", "audio_ms", 9), used("carrier.sip", "letters", 9)], BOOK)

    assert [line.priced for line in cost.lines] == [False, False]


def test_every_hosted_name_in_the_book_is_priced_there_in_the_same_unit() -> None:
    for units in BOOK.prices.values():
        for unit, price in units.items():
            assert not price.hosted_as or BOOK.find(price.hosted_as, unit)


def test_a_book_is_found_by_its_version() -> None:
    assert read_book(BOOK.version) == BOOK
    with pytest.raises(BookMissingError):
        read_book("1999-01-01")


def test_rounding_is_to_the_nearest_halves_up() -> None:
    assert [rounded(n, 2) for n in range(5)] == [0, 1, 1, 2, 2]
    assert cents(MicroAud(15_300)) == 2
    assert dollars(MicroAud(1_000_021_350)) == "A$1000.021350"
