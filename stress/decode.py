"""What a caller understands of a read-back; it shares nothing with the agent's grammar."""

import re
from typing import Final

DIGITS: Final = {
    "oh": "0", "o": "0", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
SPOKEN: Final = {
    "0": "oh", "1": "one", "2": "two", "3": "three", "4": "four",
    "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
}  # fmt: skip


def digits_said(text: str) -> str:
    """Return the longest run of digits in a sentence, given as words or figures.

    >>> digits_said("I've got oh four nine one, five seven oh, one five six. Is that right?")
    '0491570156'
    """
    runs, run = [""], ""
    for token in re.findall(r"[a-z']+|[0-9]", text.lower()):
        digit = token if token.isdigit() else DIGITS.get(token, "")
        run = run + digit if digit else ""
        runs.append(run)
    return max(runs, key=len)


def say_digits(digits: str) -> str:
    """Say a number the way Australians do: 4-3-3 for mobiles, 2-4-4 for landlines.

    >>> say_digits("0491570156")
    'oh four nine one, five seven oh, one five six'
    """
    cuts = (4, 7) if digits.startswith("04") else (2, 6)
    groups = (digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :])
    return ", ".join(" ".join(SPOKEN[digit] for digit in group) for group in groups if group)
