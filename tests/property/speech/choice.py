"""One of a business's services, as callers name it and recognisers write it."""

from random import Random

from tests.property.speech.phone import SORRY, Said

CHOICES: dict[str, tuple[str, ...]] = {
    "drain": ("a blocked drain", "blocked toilet", "sink will not drain"),
    "tap": ("a leaking tap", "dripping tap"),
    "hot_water": ("hot water", "no hot water", "hot water system"),
    "gas": ("gas fitting", "gas leak"),
    "pipe": ("a burst pipe", "water everywhere"),
    "gutters": ("gutter cleaning", "gutters and downpipes"),
    "bathroom": ("a bathroom renovation", "new bathroom"),
    "pool": ("pool service", "pool pump"),
}
"""By id: its name and synonyms, as a business's configuration has them."""
TURNED = {
    "drain": (
        "my drain's blocked", "the toilet is blocked", "the drain's all blocked up",
        "the sink won't drain", "our toilet's blocked again", "one of the drains is blocked",
    ),
    "tap": (
        "my tap's been dripping", "the kitchen tap is leaking", "a tap that won't stop dripping",
        "the tap leaks", "leaky tap", "the bathroom tap's dripping",
    ),
    "hot_water": (
        "we've got no hot water", "the hot water's gone cold", "my hot water system's died",
        "the hot water isn't working", "something with the hot water",
    ),
    "gas": ("I need a gas fitter", "some gas fitting", "I've got a gas leak", "the gas is leaking"),
    "pipe": (
        "a pipe's burst", "the pipe has burst", "burst pipe in the front yard",
        "there's water everywhere",
    ),
    "gutters": (
        "I need my gutters cleaned", "the gutters need cleaning", "to get the gutters cleaned",
        "cleaning the gutters",
    ),
    "bathroom": (
        "we want to renovate the bathroom", "a bathroom reno", "renovating our bathroom",
        "we're after a new bathroom",
    ),
    "pool": ("the pool needs a service", "servicing the pool", "my pool pump's making a noise"),
}  # fmt: skip
"""The same in a sentence of the caller's own."""
HEARD = {
    "drain": ("block drain", "a blocked train", "blocked toilets"),
    "tap": ("a leaking tab", "leeking tap", "dripping taps", "a leaking tap, tap"),
    "hot_water": ("hot waters", "hot, water", "hotwater", "hot water, hot water"),
    "gas": ("gas fit in", "gas fittings", "gas fittin"),
    "pipe": ("a burst pip", "bursts pipe", "a burst pipes"),
    "gutters": ("gutter cleaning", "gutters cleaning", "gutter clean"),
    "bathroom": ("bath room renovation", "bathroom renovations", "a bathroom, renovation"),
    "pool": ("pool's service", "pool servicing"),
}
"""What recognisers make of it."""
LEADS = (
    "", "", "", "it's ", "um ", "yeah, ", "it's about ", "hi, it's ", "I've got ",
    "I need help with ", "it'd be ", "oh, ", "yeah so, it's ", "well, ",
)  # fmt: skip
TRAILS = ("", "", "", ".", " thanks", ", mate", " please", " I think it is", " at my place")
ON = (
    " and it's been like that for two days", ", I rang about it last week",
    " and I was hoping someone could come out", " so yeah",
)  # fmt: skip


def random_choice(random: Random) -> str:
    """Return the id of one of the services."""
    return random.choice(tuple(CHOICES))


def render(choice: str, random: Random) -> Said:
    """Name a service in one or two turns."""
    way = random.choice(("name", "synonym", "in a sentence", "in a sentence", "as heard"))
    operators = [way]
    names = CHOICES[choice]
    said = {
        "name": names[0].removeprefix("a ") if random.random() < 0.4 else names[0],
        "synonym": random.choice(names[1:]),
        "in a sentence": random.choice(TURNED[choice]),
        "as heard": random.choice(HEARD[choice]),
    }[way]
    lead = "" if way == "in a sentence" else random.choice(LEADS)
    trail = random.choice(TRAILS)
    if random.random() < 0.1:
        operators.append("self-repair")
        other = random.choice([one for one in CHOICES if one != choice])
        said = random.choice(CHOICES[other]) + random.choice(SORRY) + said
    if random.random() < 0.1:
        operators.append("goes on")
        trail = random.choice(ON)
    if random.random() < 0.2:
        operators.append("upper case")
        said = said.title()
    if random.random() < 0.1:
        operators.append("stalls")
        first = random.choice(("hang on", "um, let me think", "what was that", "well"))
        return Said((first, lead + said + trail), tuple(operators))
    return Said((lead + said + trail,), tuple(operators))
