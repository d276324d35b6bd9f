"""E-mail addresses as they are said on the telephone and written by a recogniser."""

from random import Random

from tests.property.speech.phone import UNITS, Said, two

FIRST = (
    "jane",
    "tom",
    "sarah",
    "mick",
    "dave",
    "kylie",
    "bruce",
    "priya",
    "liam",
    "chloe",
    "ahmed",
    "jess",
)
LAST = ("smith", "nguyen", "brown", "wilson", "patel", "jones", "kelly", "murphy", "tran", "lee")
OTHER = (
    "plumbing",
    "garden",
    "house",
    "blue",
    "team",
    "info",
    "accounts",
    "sales",
    "office",
    "surf",
    "beach",
)
PROVIDERS = (
    "gmail.com", "hotmail.com", "outlook.com", "bigpond.com", "icloud.com", "yahoo.com.au",
    "optusnet.com.au", "live.com.au", "bigpond.net.au", "iinet.net.au",
)  # fmt: skip
BUSINESS = ("harbour", "coastal", "green", "smith", "city", "north", "valley", "quick", "happy")
TRADE = ("plumbing", "electrical", "gardens", "roofing", "painting", "homes")
SUFFIXES = ("com.au", "com", "net.au", "org.au", "com.au")
SIGNS = {
    ".": ("dot", "dot", "full stop", "point"),
    "_": ("underscore", "under score"),
    "-": ("dash", "hyphen", "minus"),
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NATO = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar "
    "papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu"
).split()
LEADS = ("", "", "it's ", "my email is ", "yeah it's ", "um ", "sure, it's ", "the email's ")
TRAILS = ("", "", ".", " thanks", ", cheers", " please", " mate")


def random_email(random: Random) -> str:
    """Return an address of a kind that people have."""
    shape = random.choice(
        (
            "first.last",
            "firstlast",
            "f.last",
            "first99",
            "first_last",
            "word",
            "flast",
            "first-last",
            "letters",
        )
    )
    first, last = random.choice(FIRST), random.choice(LAST)
    number = str(random.randrange(10, 100))
    local = {
        "first.last": f"{first}.{last}", "firstlast": first + last, "f.last": f"{first[0]}.{last}",
        "first99": first + number, "first_last": f"{first}_{last}", "word": random.choice(OTHER),
        "flast": first[0] + last, "first-last": f"{first}-{last}",
        "letters": "".join(random.choices(LETTERS, k=random.randrange(3, 6))),
    }[shape]  # fmt: skip
    if random.random() < 0.15:
        local += str(random.randrange(0, 2030))
    if random.random() < 0.6:
        return f"{local}@{random.choice(PROVIDERS)}"
    return f"{local}@{random.choice(BUSINESS)}{random.choice(TRADE)}.{random.choice(SUFFIXES)}"


def _runs(text: str) -> list[str]:
    runs: list[str] = []
    for char in text:
        kind = "a" if char.isalpha() else "0" if char.isdecimal() else char
        if (
            runs
            and kind in {"a", "0"}
            and (runs[-1][0].isalpha() if kind == "a" else runs[-1][0].isdecimal())
        ):
            runs[-1] += char
        else:
            runs.append(char)
    return runs


def spelled(word: str, random: Random) -> str:
    """Spell a word letter by letter, in one of the ways people do."""
    style = random.choice(("plain", "plain", "hyphens", "commas", "codes", "doubles"))
    if style == "hyphens" and len(word) > 1:
        return "-".join(word.upper())
    if style == "commas":
        return ", ".join(word)
    if style == "codes":
        return ", ".join(f"{char} for {NATO[ord(char) - 97]}" for char in word)
    if style == "doubles":
        said, at = [], 0
        while at < len(word):
            if at + 1 < len(word) and word[at] == word[at + 1] and word[at] != "u":
                said.append(f"double {word[at]}")
                at += 2
            else:
                said.append(word[at])
                at += 1
        return " ".join(said)
    return " ".join(word)


def digits(number: str, random: Random) -> str:
    """Say digits one by one, in pairs, or as figures."""
    style = random.choice(("one by one", "pairs", "figures"))
    if style == "figures":
        return number
    if style == "pairs" and len(number) % 2 == 0 and "0" not in number[::2]:
        return " ".join(two(number[at : at + 2]) for at in range(0, len(number), 2))
    zero = random.choice(("oh", "zero"))
    if len(number) == 1 and number == "0":
        zero = "zero"
    return " ".join(zero if digit == "0" else UNITS[int(digit)] for digit in number)


def _domain(domain: str, random: Random, operators: list[str]) -> str:
    if random.random() < 0.3:
        operators.append("written domain")
        return domain
    name, *rest = domain.split(".")
    for trade in TRADE:
        if name.endswith(trade) and name != trade:
            name = f"{name.removesuffix(trade)} {trade}"
    if name == "gmail" and random.random() < 0.2:
        name = "g mail"
    dot = random.choice((" dot ", " dot ", " full stop ", " point "))
    return dot.join([name, *rest])


def render(address: str, random: Random) -> Said:
    """Say an address in one or two turns."""
    local, _, domain = address.partition("@")
    operators: list[str] = []
    if random.random() < 0.15:
        operators.append("written")
        return Said((random.choice(LEADS) + address + random.choice(TRAILS),), tuple(operators))
    said: list[str] = []
    style = random.choice(("words", "spelled", "echo"))
    known = set(FIRST) | set(LAST) | set(OTHER)
    for run in _runs(local):
        if run in SIGNS:
            said.append(random.choice(SIGNS[run]))
        elif run.isdecimal():
            operators.append("digits")
            said.append(digits(run, random))
        elif run not in known or style == "spelled":
            operators.append("spelled")
            said.append(spelled(run, random))
        elif style == "echo" and len(run) > 2:
            operators.append("echo")
            said.append(f"{run}, {' '.join(run)},")
        else:
            operators.append("words")
            said.append(run.capitalize() if random.random() < 0.2 else run)
    at = random.choice((" at ", " at ", ", at ", " @ ", " at um "))
    spoken_domain = _domain(domain, random, operators)
    if random.random() < 0.15:
        operators.append("turns")
        turns = (
            random.choice(LEADS) + " ".join(said),
            "at " + spoken_domain + random.choice(TRAILS),
        )
        return Said(turns, tuple(operators))
    whole = random.choice(LEADS) + " ".join(said) + at + spoken_domain + random.choice(TRAILS)
    return Said((whole,), tuple(operators))
