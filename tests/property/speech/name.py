"""Names as they are said on the telephone, spelled, and written by a recogniser."""

from random import Random

from tests.property.speech.email import spelled
from tests.property.speech.phone import FILLERS, SORRY, Said

GIVEN = (
    "Tom", "Sarah", "Siobhan", "Mick", "Priya", "Liam", "Chloe", "Ahmed", "Jess", "Mei", "Giuseppe",
    "Nikos", "Hamish", "Bruce", "Kylie", "Linh", "Fatima", "Wei", "Declan", "Aroha", "Mary",
    "Geoff", "Sean", "Karen", "Bec", "Xavier", "Zoe", "Jo", "Jean-Luc", "Mark", "Will", "Grace",
    "Bill", "Sue", "Pat", "Rob", "Rose", "June", "Penny", "Drew", "Dawn", "Hope", "Al", "Ivy",
    "Hassan", "Oscar", "Charlie", "Mike", "Juliet", "Victor",
)  # fmt: skip
FAMILY = (
    "Smith", "Nguyen", "O'Brien", "McDonald", "Smith-Jones", "Patel", "Papadopoulos", "Kowalski",
    "Tran", "Lee", "Wilson", "Singh", "van der Berg", "Fitzgerald", "Murphy", "Thompson", "Chen",
    "Rossi", "Hughes", "Brown", "White", "Young", "King", "Price", "Bell", "Baker", "Cook", "Long",
    "Day", "Wood", "Park", "Stone", "O'Connor", "McKenzie", "D'Angelo", "Ng", "Wu", "Di", "Sharma",
    "Mohammed", "Ferrari", "Mitchell", "Scott", "Bennett", "Hall", "Gray", "Black", "Field",
)  # fmt: skip
ALTERED = (
    ("Catherine", "with a k", "Katherine"), ("Sara", "with an h", "Sarah"),
    ("Ann", "with an e", "Anne"), ("Smith", "with a y", "Smyth"), ("Brown", "with an e", "Browne"),
    ("Clark", "with an e", "Clarke"), ("Scot", "double t", "Scott"), ("Alan", "two l's", "Allan"),
    ("Phillip", "one l", "Philip"), ("Bennet", "with two t's", "Bennett"),
    ("Erik", "with a c", "Eric"), ("Thompson", "no p", "Thomson"), ("Carl", "with a k", "Karl"),
    ("Debbie", "with a y", "Debby"), ("Mathew", "double t", "Matthew"),
    ("Read", "double e", "Reed"),
)  # fmt: skip
"""What is heard, what is said of a letter, and the name that is meant."""
MISTAKEN = {
    "Nguyen": ("Win", "New Yen", "Wynn"), "Siobhan": ("Shivon", "Chevonne"), "Geoff": ("Jeff",),
    "Sean": ("Shaun", "Shawn"), "Aroha": ("Aurora",), "Tran": ("Tren",), "Linh": ("Lin",),
    "Mei": ("May",), "Wei": ("Way",), "Zoe": ("Zoey",), "Kylie": ("Kiley",), "Bec": ("Beck",),
    "Hughes": ("Hews",), "Lee": ("Leigh",), "Gray": ("Grey",), "Priya": ("Pria",),
}  # fmt: skip
"""What recognisers write for a name that the caller then spells."""
LEADS = (
    "", "", "", "it's ", "my name's ", "my name is ", "yeah it's ", "this is ", "um ", "I'm ",
    "hi, it's ", "sure, it's ", "oh, it's ", "yeah, ", "the name's ",
)  # fmt: skip
TRAILS = ("", "", "", ".", " thanks", ", mate", " please", " speaking", " here")


def random_name(random: Random) -> str:
    """Return a given name, a family name or both, in their usual case."""
    shape = random.choice(("both", "both", "both", "both", "given", "family", "three"))
    given, family = random.choice(GIVEN), random.choice(FAMILY)
    if random.random() < 0.15:
        meant = random.choice(ALTERED)[2]
        given, family = (meant, family) if random.random() < 0.5 else (given, meant)
    if given == family:  # a name said twice is one name
        family = "Murphy"
    if shape == "three" and " " not in family:  # four parts at most
        middle = random.choice([one for one in GIVEN if one != given])
        return f"{given} {middle} {family}"
    return {"given": given, "family": family}.get(shape, f"{given} {family}")


def spelling_of(part: str, random: Random) -> str:
    """Spell one part; its signs are said, or nothing is said of them."""
    if "'" in part:
        letters = spelled(part.lower().partition("'")[2], random)
        return f"{part[0]} {random.choice(('apostrophe ', ''))}{letters}"
    if "-" in part:
        return " hyphen ".join(spelled(one, random) for one in part.lower().split("-"))
    return spelled(part.lower(), random)


def written(part: str, random: Random) -> str:
    """Write one part as a recogniser does: its sign left out, or said as a word."""
    if part.startswith("O'") and random.random() < 0.3:
        return part.replace("O'", random.choice(("Oh ", "oh ")))
    if part.startswith("O'") and random.random() < 0.3:
        return part.replace("'", " ")
    if "'" in part and random.random() < 0.4:
        return part.replace("'", "\u2019")
    if "-" in part and random.random() < 0.6:
        return part.replace("-", random.choice((" hyphen ", " dash ")))
    return part


def _altered(parts: list[str], random: Random, operators: list[str]) -> str | None:
    """Say a name by another that sounds like it and what is different about its letters."""
    fitting = [one for one in ALTERED if one[2] == parts[-1]]
    if not fitting:
        return None
    heard, how, _ = random.choice(fitting)
    operators.append("about a letter")
    return " ".join([*parts[:-1], f"{heard}{random.choice((', ', ' '))}{how}"])


def _echoed(parts: list[str], random: Random, operators: list[str]) -> str:
    """Say a name and spell its last part, which may have been heard wrong."""
    said = [written(part, random) for part in parts]
    last = parts[-1]
    if last in MISTAKEN and random.random() < 0.5:
        operators.append("misheard and spelled")
        said[-1] = random.choice(MISTAKEN[last])
    else:
        operators.append("echo")
    joint = random.choice((", ", ", ", ", that's ", ", spelled ", " "))
    return " ".join(said) + joint + spelling_of(last, random)


def _whole(parts: list[str], random: Random, operators: list[str]) -> str:
    draw = random.random()
    if draw < 0.2 and " " not in parts[-1] and len(parts[-1]) > 2:
        return _echoed(parts, random, operators)
    if draw < 0.3 and all(part.isalpha() and len(part) > 2 for part in parts):
        operators.append("spelled alone")
        return random.choice((" surname ", ", last name ")).join(
            spelling_of(part, random) for part in parts
        )
    said = [written(part, random) for part in parts]
    if draw < 0.4 and len(parts) == 2:
        operators.append("first and last name")
        return random.choice(
            (
                f"first name {said[0]}, surname {said[1]}",
                f"first name's {said[0]}, last name's {said[1]}",
                f"{said[0]}, surname {said[1]}",
                f"{said[1]}, first name {said[0]}",
            )
        )
    operators.append("plain")
    return " ".join(said)


def _repaired(said: str, parts: list[str], random: Random, operators: list[str]) -> str:
    """Begin with a wrong name, and put it right."""
    operators.append("self-repair")
    wrong = random.choice([one for one in GIVEN if one != parts[0]])
    return " ".join([wrong, *parts[1:]]) + random.choice(SORRY) + said


def render(name: str, random: Random) -> Said:
    """Say a name in one or two turns."""
    operators: list[str] = []
    given, _, family = name.partition(" ")
    if family.partition(" ")[0] in GIVEN:
        middle, _, family = family.partition(" ")
        given = f"{given} {middle}"
    parts = [given, family] if family and name not in FAMILY else [name]
    said = _altered(parts, random, operators) or _whole(parts, random, operators)
    lead, trail = random.choice(LEADS), random.choice(TRAILS)
    if "first and last name" in operators:
        lead = random.choice(("", "um ", "yeah, ", "sure, "))
    if random.random() < 0.08:
        said = _repaired(said, parts, random, operators)
    single = len(parts) == 2 and " " not in parts[0]
    if operators == ["plain"] and single and random.random() < 0.15:
        operators.append("turns")
        first, second = written(parts[0], random), written(parts[1], random)
        second = random.choice(("surname ", "and the surname's ", "last name ")) + second
        return Said((lead + first, second + trail), tuple(operators))
    if operators == ["plain"] and len(parts) == 2 and random.random() < 0.1:
        operators.append("fillers")
        said = (
            f"{written(parts[0], random)}{random.choice(FILLERS[:3])} {written(parts[1], random)}"
        )
    if operators[0] == "plain" and random.random() < 0.2:
        operators.append("lower case")
        said = said.lower()
    return Said((lead + said + trail,), tuple(operators))
