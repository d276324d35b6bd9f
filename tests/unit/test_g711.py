"""Against ITU-T G.711's own tables: decision values for coding, output values for decoding."""

from itertools import pairwise

import numpy as np
import pytest

from agent_worker.runtime.g711 import Law, decode, encode, telephone

EVERY_SAMPLE = np.arange(-32_768, 32_768).astype(np.int16)
EVERY_CODE = np.arange(256).astype(np.uint8)


def a_law_decisions() -> list[int]:
    """Table 1a's x(n), positive side, in 16-bit units: 16 steps a segment, the first two alike."""
    values = [step * 16 for step in range(32)]
    for segment in range(1, 7):
        values += [(16 + step) << segment + 4 for step in range(16)]
    return [*values, 32_768]


def mu_law_decisions() -> list[int]:
    """Table 2a's x(n), positive side, in 16-bit units: 0, 1, then 2 apart, then doubling."""
    values = [0]
    for segment in range(8):
        values += [(((2 * step + 1 + 33) << segment) - 33) * 4 for step in range(16)]
    return [*values[:-1], 32_768]


def test_a_positive_a_law_sample_gets_the_code_of_its_decision_interval() -> None:
    edges = a_law_decisions()
    assert len(edges) == 129
    for number, (low, high) in enumerate(pairwise(edges)):
        codes = encode(np.array([low, high - 1], np.int16), "alaw")

        assert list(codes ^ 0x55) == [0x80 | number] * 2


def test_a_positive_mu_law_sample_gets_the_code_of_its_decision_interval() -> None:
    edges = mu_law_decisions()
    for number, (low, high) in enumerate(pairwise(edges)):
        codes = encode(np.array([low, high - 1], np.int16), "mulaw")

        assert list(codes) == [0xFF - number] * 2


@pytest.mark.parametrize(("law", "sign"), [("alaw", 0x80), ("mulaw", 0x80)])
def test_a_negative_sample_is_its_complement_with_the_other_sign(law: Law, sign: int) -> None:
    assert (encode(~EVERY_SAMPLE, law) == encode(EVERY_SAMPLE, law) ^ sign).all()


@pytest.mark.parametrize(
    ("law", "code", "value"),
    [
        ("alaw", 0xD5, 8),
        ("alaw", 0x55, -8),
        ("alaw", 0xAA, 32_256),
        ("alaw", 0x2A, -32_256),
        ("mulaw", 0xFF, 0),
        ("mulaw", 0x80, 32_124),
        ("mulaw", 0x00, -32_124),
        ("mulaw", 0xFE, 8),
    ],
)
def test_codes_decode_to_the_tables_values(law: Law, code: int, value: int) -> None:
    assert decode(np.array([code], np.uint8), law)[0] == value


@pytest.mark.parametrize("law", ["alaw", "mulaw"])
def test_what_was_decoded_codes_to_the_same_code(law: Law) -> None:
    again = encode(decode(EVERY_CODE, law), law)

    different = EVERY_CODE[again != EVERY_CODE]
    assert list(different) == ([0x7F] if law == "mulaw" else [])  # µ-law has a minus nought


@pytest.mark.parametrize("law", ["alaw", "mulaw"])
def test_a_telephone_keeps_speech_and_takes_what_is_above_it(law: Law) -> None:
    time_s = np.arange(16_000) / 16_000
    speech = (8_000 * np.sin(2 * np.pi * 1_000 * time_s)).astype(np.int16)
    hiss = (8_000 * np.sin(2 * np.pi * 6_000 * time_s)).astype(np.int16)

    through = telephone(speech, 16_000, law)
    error = (through.astype(float) - speech)[400:-400]

    assert len(through) == len(speech)
    assert np.abs(telephone(hiss, 16_000, law)[400:-400]).max() < 100
    assert 20 * np.log10(np.std(speech) / np.std(error)) > 35
