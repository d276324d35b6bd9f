"""Street addresses as they are said on the telephone and written by a recogniser."""

from random import Random

from tests.property.speech.phone import UNITS, Said, two

# Name, state, postcode, whether no other state has one of that name (facts of the postcode list).
SUBURBS = (
    ("Richmond", "VIC", "3121", False),
    ("Manly", "NSW", "2095", False),
    ("Parramatta", "NSW", "2150", True),
    ("Bondi", "NSW", "2026", True),
    ("Newtown", "NSW", "2042", False),
    ("Surry Hills", "NSW", "2010", True),
    ("Fitzroy", "VIC", "3065", False),
    ("St Kilda", "VIC", "3182", False),
    ("Brunswick", "VIC", "3056", False),
    ("Toowong", "QLD", "4066", True),
    ("Indooroopilly", "QLD", "4068", True),
    ("Southport", "QLD", "4215", False),
    ("Fremantle", "WA", "6160", True),
    ("Subiaco", "WA", "6008", True),
    ("Glenelg", "SA", "5045", False),
    ("Norwood", "SA", "5067", False),
    ("Sandy Bay", "TAS", "7005", True),
    ("Braddon", "ACT", "2612", True),
    ("Dickson", "ACT", "2602", True),
    ("Chatswood", "NSW", "2067", True),
    ("Mosman", "NSW", "2088", True),
    ("Penrith", "NSW", "2750", True),
    ("Cronulla", "NSW", "2230", True),
    ("Geelong", "VIC", "3220", True),
    ("Wollongong", "NSW", "2500", True),
    ("Marrickville", "NSW", "2204", True),
    ("Leichhardt", "NSW", "2040", False),
    ("Dee Why", "NSW", "2099", True),
    ("Coogee", "NSW", "2034", False),
    ("Balmain", "NSW", "2041", True),
    ("Hawthorn", "VIC", "3122", False),
    ("Preston", "VIC", "3072", False),
    ("Footscray", "VIC", "3011", True),
    ("Essendon", "VIC", "3040", True),
    ("Frankston", "VIC", "3199", True),
    ("Dandenong", "VIC", "3175", True),
    ("Box Hill", "VIC", "3128", False),
    ("Paddington", "QLD", "4064", False),
    ("New Farm", "QLD", "4005", True),
    ("Fortitude Valley", "QLD", "4006", True),
    ("Cottesloe", "WA", "6011", True),
    ("Scarborough", "WA", "6019", False),
    ("Unley", "SA", "5061", True),
    ("Launceston", "TAS", "7250", True),
    ("Mount Gravatt", "QLD", "4122", True),
    ("St Lucia", "QLD", "4067", True),
    ("Brighton-Le-Sands", "NSW", "2216", True),
    ("Wahroonga", "NSW", "2076", True),
    ("Cabramatta", "NSW", "2166", True),
    ("Woolloongabba", "QLD", "4102", True),
    ("Kangaroo Point", "QLD", "4169", False),
    ("Port Melbourne", "VIC", "3207", True),
    ("South Yarra", "VIC", "3141", True),
    ("Kings Cross", "NSW", "2011", True),
    ("Joondalup", "WA", "6027", True),
    ("Rockingham", "WA", "6168", False),
    ("Maroochydore", "QLD", "4558", True),
    ("Toowoomba", "QLD", "4350", True),
    ("Bendigo", "VIC", "3550", True),
    ("Mildura", "VIC", "3500", True),
    ("Dubbo", "NSW", "2830", True),
    ("Tamworth", "NSW", "2340", True),
    ("Orange", "NSW", "2800", True),
    ("Bathurst", "NSW", "2795", True),
    ("Nowra", "NSW", "2541", True),
    ("Katoomba", "NSW", "2780", True),
)
STREETS = (
    "Smith", "King", "Station", "High", "Wattle", "Elizabeth", "Beach", "Victoria", "Church",
    "George", "Park", "Albert", "Queen", "Railway", "Darling", "Macquarie", "Lygon", "Banksia",
    "Old Northern",
)  # fmt: skip
TYPES = {
    "Street": ("Street", "St"), "Road": ("Road", "Rd"), "Avenue": ("Avenue", "Ave"),
    "Drive": ("Drive", "Dr"), "Court": ("Court", "Ct"), "Place": ("Place", "Pl"),
    "Crescent": ("Crescent", "Cres"), "Lane": ("Lane",), "Parade": ("Parade", "Pde"),
    "Terrace": ("Terrace", "Tce"), "Grove": ("Grove",), "Close": ("Close",),
}  # fmt: skip
STATES = {
    "NSW": ("New South Wales", "NSW", "N S W"), "VIC": ("Victoria", "Vic", "VIC"),
    "QLD": ("Queensland", "QLD", "Qld"), "SA": ("South Australia", "SA", "S A"),
    "WA": ("Western Australia", "WA", "W A"), "TAS": ("Tasmania", "Tas", "Tassie"),
    "NT": ("Northern Territory", "NT", "N T"), "ACT": ("ACT", "A C T"),
}  # fmt: skip
LEADS = ("", "", "it's ", "I'm at ", "my address is ", "um, ", "yeah it's ", "we're at ")
TRAILS = ("", "", ".", " thanks", ", mate", " please")


def random_address(random: Random) -> str:
    """Return an address in its printed form."""
    suburb, state, postcode, _ = random.choice(SUBURBS)
    number = str(random.choice((random.randrange(1, 100), random.randrange(100, 400))))
    if random.random() < 0.1:
        number += random.choice("AB")
    unit = f"{random.randrange(1, 40)}/" if random.random() < 0.3 else ""
    line = f"{random.choice(STREETS)} {random.choice(tuple(TYPES))}"
    return f"{unit}{number} {line}, {suburb} {state} {postcode}"


def number_said(number: str, random: Random) -> str:
    """Say a house number in words, or write it in figures."""
    digits, letter = number.rstrip("AB"), number.lstrip("0123456789")
    if random.random() < 0.5:
        return digits + letter
    if len(digits) == 3:
        if digits.endswith("00"):
            said = f"{UNITS[int(digits[0])]} hundred"
        elif random.random() < 0.5:
            low = digits[1:]
            tail = two(low) if low[0] != "0" else UNITS[int(low[1])]
            said = f"{UNITS[int(digits[0])]} hundred and {tail}"
        else:
            said = f"{UNITS[int(digits[0])]} {two(digits[1:])}"
    elif len(digits) == 2:
        said = two(digits)
    else:
        said = UNITS[int(digits)]
    return f"{said} {letter.lower()}".strip()


def postcode_said(postcode: str, random: Random) -> str:
    """Say a postcode, or write it as recognisers do."""
    style = random.choice(("figures", "comma", "digits", "spaces"))
    if style == "figures":
        return postcode
    if style == "comma":
        return f"{postcode[0]},{postcode[1:]}"
    if style == "spaces":
        return " ".join(postcode)
    return " ".join("oh" if digit == "0" else UNITS[int(digit)] for digit in postcode)


def _number(number: str, random: Random, operators: list[str]) -> str:
    unit, _, house = number.rpartition("/")
    said = number_said(house, random)
    if not unit:
        return said
    operators.append("unit")
    style = random.choice(("unit", "slash", "written"))
    if style == "written":
        return f"{unit}/{house}"
    if style == "slash":
        return f"{number_said(unit, random)} slash {said}"
    name = random.choice(("unit", "apartment", "flat"))
    joint = random.choice((", ", ", number "))
    return f"{name} {number_said(unit, random)}{joint}{said}"


def _place(suburb: str, state: str, postcode: str, random: Random, operators: list[str]) -> str:
    said = suburb
    only = next(alone for name, at, _, alone in SUBURBS if (name, at) == (suburb, state))
    if not only or random.random() < 0.5:
        operators.append("state")
        said += f" {random.choice(STATES[state])}"
    if random.random() < 0.4:
        operators.append("postcode")
        said += f" {postcode_said(postcode, random)}"
    return said


def render(address: str, random: Random) -> Said:
    """Say an address in one or two turns."""
    operators: list[str] = []
    front, place = address.rsplit(", ", 1)
    suburb, state, postcode = place.rsplit(" ", 2)
    number, line = front.split(" ", 1)
    street, kind = line.rsplit(" ", 1)
    said = _number(number, random, operators)
    typed = random.choice(TYPES[kind])
    if random.random() < 0.1:
        operators.append("self-repair")
        wrong = random.choice([other for other in STREETS if other != street])
        street = f"{wrong} {typed}, sorry, {street}"
    first = f"{said} {street} {typed}"
    second = _place(suburb, state, postcode, random, operators)
    if random.random() < 0.3:
        operators.append("lower case")
        first, second = first.lower(), second.lower()
    lead, trail = random.choice(LEADS), random.choice(TRAILS)
    if random.random() < 0.15:
        operators.append("turns")
        second = random.choice(("", "it's in ", "in ")) + second
        return Said((lead + first, second + trail), tuple(operators))
    joint = random.choice((" ", ", ", " in "))
    return Said((lead + first + joint + second + trail,), tuple(operators))
