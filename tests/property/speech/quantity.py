"""How many, as it is said on the telephone and written by a recogniser."""

from random import Random

from tests.property.speech.birth import number
from tests.property.speech.phone import SORRY, UNITS, Said, two

UNIT = "toilets"
IDIOMS = {
    0: ("none", "zero", "nil", "I haven't got any"), 1: ("just the one", "one", "a single one"),
    2: ("a couple", "a pair", "just a couple", "the two"), 6: ("half a dozen",), 12: ("a dozen",),
    24: ("two dozen", "a couple of dozen"), 200: ("a couple of hundred", "a couple hundred"),
    2000: ("a couple of thousand", "a couple thousand"),
}  # fmt: skip
HOMOPHONES = {1: "won", 2: "to", 4: "for", 8: "ate"}
LEADS = (
    "", "", "", "it's ", "um ", "about ", "I've got ", "we have ", "there's ", "yeah, ",
    "probably ", "I'd say ", "there are ", "all up it's ", "oh, ",
)  # fmt: skip
TRAILS = (
    "",
    "",
    "",
    ".",
    " thanks",
    ", mate",
    " all up",
    " of them",
    " or so",
    " in total",
    " please",
)


def random_quantity(random: Random) -> str:
    """Return a number of things, a small one mostly."""
    below = random.choice((13, 13, 13, 100, 100, 1_000, 10_000, 100_000))
    if random.random() < 0.1:
        return str(random.choice(tuple(IDIOMS)))
    value = random.randrange(below)
    if value > 1_000 and random.random() < 0.6:
        value = value // 100 * 100
    return str(value)


def random_toilets(random: Random) -> str:
    """Return a number with its unit."""
    return f"{random_quantity(random)} {UNIT}"


def cardinal(value: int, random: Random) -> str:
    """Return a whole number in words: "a hundred and ten", "twelve hundred"."""
    if value == 0:
        return "zero"
    if value < 100:
        return number(value)
    if value < 1_000:
        one = random.choice(("one", "a")) if value < 200 else UNITS[value // 100]
        return f"{one} hundred" + (f" and {number(value % 100)}" if value % 100 else "")
    below = value % 1_000
    joint = " and " if below < 100 else random.choice((" ", ", "))
    thousands = cardinal(value // 1_000, random)
    return f"{thousands} thousand" + (joint + cardinal(below, random) if below else "")


def _ways(value: int) -> list[str]:
    ways = ["figures", "figures", "cardinal", "cardinal"]
    if value >= 1_000:
        ways += ["commas"]
    if value in IDIOMS:
        ways += ["idiom"] * 3
    if value in HOMOPHONES:
        ways += ["homophone"]
    if 1_000 < value < 10_000 and value % 100 == 0 and value % 1_000:
        ways += ["hundreds"] * 2
    if 100 < value < 1_000 and value % 100:
        ways += ["short"]
    return ways


def said_so(value: int, way: str, random: Random) -> str:
    """Say a number in one way."""
    if way == "commas":
        return f"{value:,}"
    if way == "idiom":
        return random.choice(IDIOMS[value])
    if way == "homophone":
        return HOMOPHONES[value]
    if way == "hundreds":
        return f"{number(value // 100)} hundred"
    if way == "short":
        return f"{UNITS[value // 100]} {two(f'{value % 100:02}')}"
    return str(value) if way == "figures" else cardinal(value, random)


def _render(value: int, unit: str, random: Random) -> Said:
    way = random.choice(_ways(value))
    operators = [way]
    said = said_so(value, way, random)
    if way == "homophone":
        return Said((random.choice(("", "", "um ", "just ")) + said,), tuple(operators))
    lead, trail = random.choice(LEADS), random.choice(TRAILS)
    if way == "idiom" and said.startswith(("I ", "just", "the ", "none", "nil")):
        lead = random.choice(("", "um ", "oh, ", "yeah, "))
        trail = random.choice(("", ".", " thanks"))
    elif unit and not said.endswith("one") and random.random() < 0.5:
        operators.append("unit")
        said += f" {'of ' if said in {'a couple', 'a pair'} else ''}{unit}"
        trail = random.choice(("", ".", " thanks", " all up"))
    if random.random() < 0.1 and way != "idiom":
        operators.append("self-repair")
        other = value + random.randrange(1, 9)
        said = (
            said_so(other, random.choice(("figures", "cardinal")), random)
            + random.choice(SORRY)
            + said
        )
    if random.random() < 0.1:
        operators.append("stalls")
        first = random.choice(("let me think", "hang on", "um", "good question"))
        return Said((first, lead + said + trail), tuple(operators))
    return Said((lead + said + trail,), tuple(operators))


def render(value: str, random: Random) -> Said:
    """Say a bare number."""
    return _render(int(value), "", random)


def render_toilets(value: str, random: Random) -> Said:
    """Say how many of its unit, which need not be said."""
    return _render(int(value.split(maxsplit=1)[0]), UNIT, random)
