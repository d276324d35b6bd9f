"""What an e-mail address is taken from: where it begins, what takes it back, what completes it."""

import pytest

from agent_worker.core_files import read_locale
from agent_worker.voice_core.capture.email_pieces import read
from cli.capture_cases import Case, Outcome, run

LOCALE = read_locale()


def outcome(*turns: str) -> Outcome:
    return run(Case(id="email", primitive="email", turns=turns), LOCALE)


OPEN = [
    "I'll read it off the card fatima at crescent legal dot com dot au",
    "call me back some time at gmail dot com",
    "too easy cleaning at gmail dot com",
    "one fine day the big old red barn at gmail dot com",
    "my first name dot my surname at gmail dot com",
    "chen lee with a dot in the middle at gmail dot com",
]


@pytest.mark.parametrize("said", OPEN)
def test_a_sentence_whose_address_could_begin_anywhere_is_asked_for_again(said: str) -> None:
    got = outcome(said)

    assert (got.value, got.asked[-1]) == (None, "Sorry, what's the email again? Spelling it helps.")


LEADS = [
    "no worries, it's",
    "my work one,",
    "I'll read it off the card,",
    "for the invoices,",
    "well it used to be hotmail but now it's",
    "you can reach me on",
    "nah mate,",
    "kim tran,",
]


@pytest.mark.parametrize("lead", LEADS)
def test_what_leads_in_is_no_part_of_the_address(lead: str) -> None:
    assert outcome(f"{lead} kim dot tran at gmail dot com").value == "kim.tran@gmail.com"


LOCALS = [
    ("he dot wang", "he.wang"),
    ("jims dot email", "jims.email"),
    ("johns email", "johnsemail"),
    ("cleaning for you", "cleaningforyou"),
    ("good as gold", "goodasgold"),
    ("office one six five four", "office1654"),
    ("the number four plumbers", "4plumbers"),
    ("bob hundred one", "bobhundred1"),
    ("bob ninety-three", "bob93"),
    ("bob two thousand and eight", "bob2008"),
    ("bob double underscore seven", "bob__7"),
    ("e v i e, evie,", "evie"),
    ("josé dot nuñez", "jose.nunez"),
    ("peter pan, that's all one word,", "peterpan"),
]


@pytest.mark.parametrize(("said", "local"), LOCALS)
def test_words_of_a_sentence_may_be_words_of_the_address(said: str, local: str) -> None:
    assert outcome(f"{said} at gmail dot com").value == f"{local}@gmail.com"


DOMAINS = [
    ("jo at www dot ck", "jo@www.ck"),
    ("jo at petals dotcom dot au", "jo@petals.com.au"),
    ("jo at petals . com . au", "jo@petals.com.au"),
    ("jo at gmail thanks", "jo@gmail.com"),
    ("jo dot lee gmail dot com thanks", "jo.lee@gmail.com"),
    ("jo at hotmail, that's hotmail dot com dot au", "jo@hotmail.com.au"),
]


@pytest.mark.parametrize(("said", "value"), DOMAINS)
def test_a_domain_is_known_by_its_end(said: str, value: str) -> None:
    assert outcome(said).value == value


TAKEN_BACK = [
    ("joel forty two, no, forty three at gmail dot com", "joel43@gmail.com"),
    ("jane dot smith, sorry, smyth at gmail dot com", "jane.smyth@gmail.com"),
    ("tina dot, no wait, underscore moss at gmail dot com", "tina_moss@gmail.com"),
    ("jo at tidy town dot com, I mean dot com dot au", "jo@tidytown.com.au"),
    ("jo at iinet dot com, sorry, iinet dot net dot au", "jo@iinet.net.au"),
    ("peter pan, no spaces, at gmail dot com", "peterpan@gmail.com"),
    ("jo at gmail dot com, sorry", "jo@gmail.com"),
]


@pytest.mark.parametrize(("said", "value"), TAKEN_BACK)
def test_only_what_a_caller_takes_back_is_replaced(said: str, value: str) -> None:
    assert outcome(said).value == value


REPAIRED = [
    ("ken for you at gmail dot com", "the number four and the letter u", "ken4u@gmail.com"),
    ("ken two at gmail dot com", "the word two not the number", "kentwo@gmail.com"),
    ("ken ten at gmail dot com", "the number ten", "ken10@gmail.com"),
    ("jan lee at gmail dot com", "there's a dot between jan and lee", "jan.lee@gmail.com"),
    ("jan lee at gmail dot com", "there's a dot between jo and lee", "janlee@gmail.com"),
    ("jan dot lee at gmail dot com", "take out the dot", "janlee@gmail.com"),
    ("jan dot lee at gmail dot com", "it's an underscore", "jan_lee@gmail.com"),
    ("paul at acme dot com dot au", "it's acme with two c's", "paul@accme.com.au"),
    ("steven dot hall at gmail dot com", "with a p h", "stephen.hall@gmail.com"),
    ("eric at gmail dot com", "k not c", "erik@gmail.com"),
    ("bob at gmail dot com", "no it's rob, r for romeo", "rob@gmail.com"),
    ("bob at gmail dot com", "no it's rob q", "robq@gmail.com"),
    ("tom at gmail dot com", "with a q", "tom@gmail.com"),
    ("jo at fresh fruit dot com", "dot au", "jo@freshfruit.com.au"),
    ("jo at fresh fruit dot com", "no just dot au", "jo@freshfruit.au"),
]


@pytest.mark.parametrize(("said", "repair", "value"), REPAIRED)
def test_a_repair_changes_what_it_names(said: str, repair: str, value: str) -> None:
    assert outcome(said, repair).value == value


SPLIT = [
    ("p a u", "l a at gmail dot com", "paula@gmail.com"),
    ("tom point nguyen", "n g u y e n, at gmail dot com", "tom.nguyen@gmail.com"),
    ("jordan underscore", "smith at gmail dot com", "jordan_smith@gmail.com"),
    ("jordan underscore", "no, jordan dot smith at gmail dot com", "jordan.smith@gmail.com"),
    ("it's gemma dot", "gemma dot hill at gmail dot com", "gemma.hill@gmail.com"),
    ("jo at fresh fruit dot", "com dot au", "jo@freshfruit.com.au"),
    ("p for papa", "p for papa, a, t at gmail dot com", None),
]


@pytest.mark.parametrize(("first", "then", "value"), SPLIT)
def test_a_turn_goes_on_where_the_last_one_stopped(
    first: str, then: str, value: str | None
) -> None:
    assert outcome(first, then).value == value


def test_the_same_turn_reads_the_same() -> None:
    assert read("jo at gmail dot com", LOCALE) == read("jo at gmail dot com", LOCALE)
