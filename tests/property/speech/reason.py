"""Why somebody rings, in their own words."""

from random import Random

from tests.property.speech.phone import Said

THINGS = (
    "the kitchen sink", "my hot water system", "the toilet upstairs", "our gutter", "the back tap",
    "the air con", "the safety switch", "a power point in the lounge room", "the oven",
    "the dunny", "the garage door", "our dishwasher", "the shower", "a tree next to the house",
)  # fmt: skip
FAULTS = (
    "is blocked", "won't stop leaking", "has stopped working", "keeps tripping",
    "is making a noise", "is leaking everywhere", "needs replacing", "has come down",
    "doesn't work since the storm", "smells a bit funny", "has been dripping for about three weeks",
    "went off last night",
)  # fmt: skip
WISHES = (
    "I need someone to look at {}", "I'd like a quote for {}", "can somebody come and fix {}",
    "I want to get {} replaced", "I was hoping to get {} checked", "I've got a problem with {}",
    "I'm ringing about {}",
)  # fmt: skip
MORE = (
    "and my tenant is not very happy about it", "and we've got people coming on Saturday",
    "and it was you who put it in two years ago", "and I don't know why it does that",
    "because the last bloke never came back", "and there's water on the floor",
)  # fmt: skip
NOISES = ("um", "uh", "er", "ah", "hmm", "umm")
WAITS = ("hang on", "hello", "um", "g'day", "hi there", "what was that", "why do you need to know")
MAX_CHARS = 300


def random_reason(random: Random) -> str:
    """Return a reason, a sentence or several."""
    thing, fault = random.choice(THINGS), random.choice(FAULTS)
    said = f"{thing} {fault}" if random.random() < 0.6 else random.choice(WISHES).format(thing)
    if random.random() < 0.1:
        return " ".join([said, *(random.choice(MORE) for _ in range(random.randrange(4, 12)))])
    if random.random() < 0.4:
        said += " " + random.choice(MORE)
    return said


def bounded(reason: str) -> str:
    """Return as much of a reason as is kept: whole words."""
    if len(reason) <= MAX_CHARS:
        return reason
    return reason[: MAX_CHARS + 1].rsplit(" ", 1)[0]


def render(reason: str, random: Random) -> Said:
    """Say a reason in one or two turns, with noises of hesitation that are none of it."""
    operators: list[str] = []
    words = reason.split()
    if random.random() < 0.5:
        operators.append("fillers")
        for _ in range(random.randrange(1, 4)):
            at = random.randrange(len(words))
            noise = random.choice(NOISES) + random.choice(("", ","))
            words.insert(at, noise)
    if random.random() < 0.2:
        operators.append("noise first")
        words.insert(0, random.choice(NOISES).capitalize() + random.choice((",", "", "...")))
    said = " ".join(words)
    if len(reason) > MAX_CHARS:
        operators.append("long")
    if random.random() < 0.2:
        operators.append("stalls")
        return Said((random.choice(WAITS), said), tuple(operators))
    return Said((said,), tuple(operators or ["plain"]))


def alike(reason: str, kept: str) -> bool:
    """Whether what was kept is what was said, as far as it was heard."""
    said, words = bounded(reason).split(), kept.split()
    same = sum(word in said for word in words)
    return bool(words) and 2 * same >= len(words) and not set(words) & set(NOISES)
