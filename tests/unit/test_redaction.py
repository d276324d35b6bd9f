"""Card numbers are hidden before they are kept: whole, while they grow, spread and keyed.

The cards are the payment networks' published test numbers.
"""

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.redaction import CARD, NOTHING, Memory, is_card, redact, redact_key

LOCALE = read_locale()
VISA = "4111111111111111"
CARDS = (VISA, "4242424242424242", "5555555555554444", "378282246310005", "36227206271667")
CLEAR = 11
"""So many digits of a card may be kept: those that name the bank."""


def told(*turns: str) -> list[str]:
    memory, kept = NOTHING, []
    for turn in turns:
        text, memory = redact(turn, memory, LOCALE)
        kept.append(text)
    return kept


def keyed(keys: str) -> str:
    memory, kept = NOTHING, ""
    for pressed in keys:
        key, memory = redact_key(pressed, memory)
        kept += key
    return kept


def digits(texts: list[str]) -> str:
    return "".join(one for text in texts for one in text if one.isdecimal())


def test_a_card_number_is_hidden_and_the_rest_stays() -> None:
    assert told("my card is 4111 1111 1111 1111 thanks") == ["my card is [card number] thanks"]


def test_a_card_number_in_words_is_hidden() -> None:
    said = (
        "four one double one, double one double one, double one double one, double one double one"
    )
    assert told(said) == [CARD]


@pytest.mark.parametrize("card", CARDS)
def test_a_card_that_grows_in_guesses_never_shows_more_than_whose_bank_it_is(card: str) -> None:
    assert is_card(card)
    for length in range(1, len(card) + 1):
        assert len(digits(told(card[:length]))) <= CLEAR


@pytest.mark.parametrize("card", CARDS[:3])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 8])
def test_a_card_spread_over_turns_never_shows_more_than_whose_bank_it_is(
    card: str, size: int
) -> None:
    turns = [card[at : at + size] for at in range(0, len(card), size)]
    assert len(digits(told(*turns))) <= CLEAR
    assert (
        len(digits(told("it's " + turns[0], *("and then " + turn for turn in turns[1:])))) <= CLEAR
    )


def test_a_card_of_fifteen_digits_in_its_own_three_parts_loses_its_last() -> None:
    assert told("3782", "822463", "10005") == ["3782", "822463", CARD]


def test_a_card_spread_over_turns_is_hidden_before_it_is_whole() -> None:
    assert told("4111", "okay", "1111", "1111", "1111") == ["4111", "okay", "1111", CARD, CARD]


def test_the_three_digits_after_a_card_go_with_it() -> None:
    assert told("4111 1111", "1111 1111", "1111", "123")[-1] != ""
    assert told("4111", "1111", "1111", "1111", "123")[-1] == CARD


def test_a_card_with_one_digit_misheard_is_hidden_too() -> None:
    assert told("4111 1111 1111 1112") == [CARD]


@pytest.mark.parametrize(
    "text",
    [
        "0491 570 156",
        "0491 570 156 and 0491 570 157",
        "it's +61 491 570 156",
        "61 491 570 156",
        "unit 3, 12 Smith Street 3121",
        "51 824 753 556",
        "a blocked drain",
        "about forty seven thousand four hundred and ninety four",
        "sixty two thousand, four hundred and seventy three",
    ],
)
def test_what_is_no_card_is_left_as_it_was(text: str) -> None:
    memory = Memory(parts=("0491570156",))
    assert redact(text, memory, LOCALE)[0] == text


@pytest.mark.parametrize(
    "turns",
    [
        ("5550 1234", "3121"),
        ("4000", "0491", "570", "156"),
        ("four thousand", "07 5550 1234"),
        ("45 Smith Street Richmond 3121", "0491", "570 156"),
        ("2600", "3", "0491 570 156", "0491 570 156"),
        ("412 345 678", "412 345 678", "412 345 678"),
    ],
)
def test_what_is_said_one_after_the_other_is_no_card(turns: tuple[str, ...]) -> None:
    assert told(*turns) == list(turns)


def test_a_card_said_in_two_halves_loses_its_second() -> None:
    assert told("4111 1111", "1111 1111") == ["4111 1111", CARD]


@pytest.mark.parametrize("card", CARDS)
def test_a_card_that_is_keyed_is_cleared_and_the_rest_of_it_is_not_kept(card: str) -> None:
    kept = keyed(card)
    assert kept[:CLEAR] == card[:CLEAR]
    assert set(kept[CLEAR:]) == {"*"}


@pytest.mark.parametrize(
    "keys", ["0491570156", "0491570156#0491570156", "1300975707", "41234#41234#412"]
)
def test_keys_that_are_no_card_are_kept(keys: str) -> None:
    assert keyed(keys) == keys
