"""Yes, no, a correction or neither, as they are said after "is that right?"."""

from random import Random

from tests.property.speech.phone import Said

YES = (
    "yes", "yep", "yeah", "yup", "correct", "that's right", "spot on", "that's it", "too right",
    "exactly", "perfect", "that's correct", "mm hmm", "uh huh", "no worries", "absolutely",
    "you got it", "it is", "all good", "no that's right", "that's the one", "yes it is", "sure is",
    "bang on", "that'd be right", "yeah that's fine", "nah that's right", "you've got it", "okay",
    "for sure", "definitely", "yes that's me", "yeah yeah", "sounds good", "that's me",
)  # fmt: skip
NO = (
    "no", "nah", "nope", "that's wrong", "not quite", "incorrect", "uh uh", "no it's not",
    "that's not right", "not really", "yeah nah", "no no no", "that's not it", "no it isn't",
    "no way", "that isn't right", "it's not right", "you've got it wrong", "no you got that wrong",
    "nah it's wrong", "that's not correct", "no that's not what I said", "not at all", "nup",
    "no that's the wrong one", "wrong", "negative", "definitely not",
)  # fmt: skip
CORRECTIONS = (
    "no, it's four five six", "nah it's Smith Street", "yes but the last digit is five",
    "no, five not nine", "yeah except it's unit three", "no it's Tom", "no, I said Thursday",
    "nah, make it ten o'clock", "no it's bigpond not gmail", "nope, zero four one two",
    "yeah but it's Smyth with a y", "no sorry, it's fourteen", "no I meant Friday",
    "almost, it's 57 not 67", "no, the number's twelve", "yes but the suburb's wrong",
    "no, it should be seven", "yeah nah, it's eight",
)  # fmt: skip
UNCLEAR = (
    "nah yeah", "I think so", "what?", "maybe", "sort of", "not sure", "pardon", "I guess so",
    "probably", "could be", "um", "what was that", "say that again", "I dunno", "sorry?", "hmm",
    "let me check", "more or less", "I suppose", "can you repeat that", "yes and no", "I reckon",
    "should be", "yeah I think so", "yes maybe", "hang on", "pretty sure", "I believe so",
    "well", "which one", "you tell me", "are you sure",
)  # fmt: skip
SAID = {"yes": YES, "no": NO, "correction": CORRECTIONS, "unclear": UNCLEAR}
HEARD = {
    "yes": (
        "Yes.", "yea", "yeh", "ya", "Yep, yep.", "mhm", "mm-hmm", "Uh-huh.", "thats right",
        "okay.",
    ),
    "no": (
        "No.", "know", "nar", "na", "Nah.", "naw", "uh-uh", "Nope, nope.", "thats wrong", "no,",
    ),
    "correction": (
        "know, it's four five six", "No. It's Tom.", "Nah. 57.", "yeah, but its unit three",
    ),
    "unclear": ("Hmm.", "yeah now", "Uh...", "Huh?", "ya na yeah", "I... I think so.", "What."),
}  # fmt: skip
"""What recognisers write for it."""
LEADS = ("", "", "", "um, ", "oh ", "yeah, ", "ah ", "well, ")
TRAILS = ("", "", "", ".", " thanks", " mate", ", thank you", " love", "!")


def random_answer(random: Random) -> str:
    """Return what an answer comes to."""
    return random.choice(("yes", "no", "correction", "unclear"))


def render(answer: str, random: Random) -> Said:
    """Answer in one turn."""
    heard = random.random() < 0.15
    operators = ["as heard" if heard else answer]
    said = random.choice((HEARD if heard else SAID)[answer])
    lead = random.choice(LEADS)
    if lead:
        operators.append("filler first")
    if lead == "yeah, " and answer != "yes":
        lead = "oh, "  # a yeah before a no is another answer
    trail = random.choice(TRAILS)
    if said[-1] in ".?!,":
        trail = ""
    if trail:
        operators.append("politeness last")
    if random.random() < 0.2:
        operators.append("upper case")
        said = said.capitalize()
    return Said((lead + said + trail,), tuple(operators))
