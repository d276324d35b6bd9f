"""Codes and spelled words: letters and digits as they are said and written by a recogniser."""

from random import Random

from tests.property.speech.email import NATO
from tests.property.speech.phone import SORRY, UNITS, Said, two

SHAPES = ("AA9 9AA", "A9 9AA", "AAA 999", "999 AAA", "AA99AA", "9999", "A99999")
WORDS = ("siobhan", "nguyen", "papadopoulos", "harris", "wyong", "quokka", "zhang", "jacqui")
CODE_WORDS = {
    letter: (code, *others)
    for letter, code, others in zip(
        "abcdefghijklmnopqrstuvwxyz",
        NATO,
        (
            ("apple", "adam"), ("bob", "boy"), ("cat",), ("dog", "david"), ("egg", "edward"),
            ("fred", "frank"), ("george",), ("harry", "hotel"), ("indigo",), ("jack", "john"),
            ("king",), ("larry", "lima"), ("mary", "mother"), ("nancy", "nelly"), ("orange",),
            ("peter", "paul"), ("queen",), ("robert",), ("sam", "sugar"), ("tom", "tango"),
            ("uncle",), ("victoria",), ("william",), ("xray",), ("yellow",), ("zebra",),
        ),
        strict=True,
    )
}  # fmt: skip
WRITTEN = {
    "a": ("ay",), "b": ("bee", "be"), "c": ("see", "sea"), "d": ("dee",), "g": ("gee",),
    "h": ("haitch", "aitch"), "i": ("eye",), "j": ("jay",), "k": ("kay",), "l": ("el",),
    "m": ("em",), "n": ("en",), "p": ("pee", "pea"), "q": ("queue", "cue"), "r": ("are",),
    "t": ("tea", "tee"), "u": ("you",), "v": ("vee",), "x": ("ex",), "y": ("why",), "z": ("zed",),
}  # fmt: skip
"""What recognisers write for a letter."""
LEADS = ("", "", "", "it's ", "um ", "yeah it's ", "the code is ", "sure, ", "that's ", "okay, ")
TRAILS = ("", "", "", ".", " thanks", ", mate", ", thank you")


def random_code(random: Random) -> str:
    """Return letters and digits of no shape that anybody knows: a plate, a reference, a word."""
    kind = random.choice(("plate", "reference", "word", "mixed"))
    letters = "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=random.randrange(2, 5)))
    digits = "".join(random.choices("0123456789", k=random.randrange(2, 5)))
    if kind == "plate":
        return letters + digits
    if kind == "reference":
        return digits + letters
    if kind == "word":
        return random.choice(WORDS).upper()
    return letters + digits + random.choice("ABCDEFGHJKLMNPQRSTUVWXYZ")


def random_shaped(random: Random) -> str:
    """Return a code of one of the shapes."""
    kinds = {"A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "9": "0123456789"}
    shape = random.choice(SHAPES).replace(" ", "")
    return "".join(random.choice(kinds[one]) for one in shape)


def runs(code: str) -> list[str]:
    """Cut a code where letters and digits meet."""
    found = [code[0]]
    for char in code[1:]:
        if char.isdecimal() == found[-1][-1].isdecimal():
            found[-1] += char
        else:
            found.append(char)
    return found


def _doubled(run: str) -> list[str]:
    said, at = [], 0
    while at < len(run):
        same = run[at : at + 2]
        word = UNITS[int(run[at])] if run[at].isdecimal() else run[at]
        if len(same) == 2 and same[0] == same[1] and same[0] not in "0u":
            said.append(f"double {word}")
            at += 2
        else:
            said.append("zero" if run[at] == "0" else word)
            at += 1
    return said


def letters_said(run: str, style: str, random: Random) -> str:
    """Say a run of letters."""
    lower = run.lower()
    if style == "for":
        joint = random.choice((" for ", " as in ", " like "))
        return ", ".join(letter + joint + random.choice(CODE_WORDS[letter]) for letter in lower)
    if style == "code words":
        return " ".join(CODE_WORDS[letter][0] for letter in lower)
    if style == "doubles":
        return " ".join(_doubled(lower))
    if style == "as heard" and len(lower) > 1:
        return " ".join(random.choice(WRITTEN.get(letter, (letter,))) for letter in lower)
    if style == "written":
        return random.choice((run, "-".join(run), ".".join(run) + ".", " ".join(run)))
    return random.choice((" ", ", ")).join(lower)


def digits_said(run: str, style: str, random: Random, *, shaped: bool) -> str:
    """Say a run of digits; "oh" is a zero between digits, elsewhere only where a shape says so."""
    if style == "written":
        return run
    if style == "doubles":
        return " ".join(_doubled(run))
    if style == "code words" and len(run) == 2:
        return two(run) if run[0] != "0" else f"zero {UNITS[int(run[1])]}"
    said = []
    for at, digit in enumerate(run):
        inside = 0 < at < len(run) - 1 or shaped
        zero = random.choice(("oh", "zero")) if inside else "zero"
        said.append(zero if digit == "0" else UNITS[int(digit)])
    return " ".join(said)


def _said(code: str, style: str, random: Random, *, shaped: bool) -> list[str]:
    said = []
    for run in runs(code):
        if run.isdecimal():
            said.append(digits_said(run, style, random, shaped=shaped))
        elif "O" in run and not shaped and len(runs(code)) > 1:
            said.append(letters_said(run, "for", random))
        else:
            said.append(letters_said(run, style, random))
    return said


def _render(code: str, random: Random, *, shaped: bool) -> Said:
    style = random.choice(
        ("letters", "letters", "for", "code words", "doubles", "as heard", "written", "together")
    )
    operators = [style]
    lead, trail = random.choice(LEADS), random.choice(TRAILS)
    if style == "together":
        spaced = random.choice(("", " ")).join(runs(code))
        mixed = code.isalnum() and len(runs(code)) > 1
        return Said(
            (
                lead
                + (
                    spaced.lower()
                    if mixed and " " not in spaced and random.random() < 0.3
                    else spaced
                )
                + trail,
            ),
            tuple(operators),
        )
    said = _said(code, style, random, shaped=shaped)
    if random.random() < 0.1 and len(said) > 1:
        operators.append("self-repair")
        at = random.randrange(len(said))
        run = runs(code)[at]
        pool = "123456789" if run.isdecimal() else "ABDEFGKMPRSTXZ"
        wrong = run[:-1] + random.choice([one for one in pool if one != run[-1]])
        first = _said(wrong, "letters", random, shaped=shaped)[0]
        said[at] = f"{first}{random.choice(SORRY)}{said[at]}"
    if random.random() < 0.1:
        operators.append("fillers")
        said = [
            random.choice(("um ", "uh ", "then ", "and ")) + one if at else one
            for at, one in enumerate(said)
        ]
    if shaped and len(said) > 1 and random.random() < 0.15:
        operators.append("turns")
        cut = random.randrange(1, len(said))
        return Said((lead + ", ".join(said[:cut]), ", ".join(said[cut:]) + trail), tuple(operators))
    return Said((lead + random.choice((" ", ", ", " ")).join(said) + trail,), tuple(operators))


def render(code: str, random: Random) -> Said:
    """Say a code whose shape nobody knows."""
    return _render(code, random, shaped=False)


def render_shaped(code: str, random: Random) -> Said:
    """Say a code whose shape tells letters from digits, perhaps in two turns."""
    return _render(code, random, shaped=True)
