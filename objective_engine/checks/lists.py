"""Lists to choose from, and what follows a call."""

from collections.abc import Iterator, Sequence
from typing import Final

from objective_engine.checks.messages import MESSAGES
from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child, did_you_mean
from objective_engine.naming import placed
from objective_engine.plan import Close, Route

CORE_OUTCOMES: Final = frozenset(
    {"lead", "enquiry", "message", "partial", "no_details", "abandoned", "transferred",
     "emergency", "unreachable", "wrong_number", "sales_call", "abuse", "silent"}
)  # fmt: skip


def judge_lists(config: Config) -> Iterator[Diagnostic]:
    """Yield names used twice, words that mean two things, and triggers of nothing."""
    services = [(one.name, one.title, one.synonyms) for one in config.services]
    yield from _list("/services", services, "service")
    for place, chosen in enumerate(config.lists):
        items = [(one.name, one.title, one.synonyms) for one in chosen.items]
        yield from _list(child(child("/lists", place), "items"), items, "item")
    lists = [(one.name, one.name, ()) for one in config.lists]
    yield from _list("/lists", lists, "list")
    entries = [(one.name, one.name, one.questions) for one in config.knowledge]
    yield from _list("/knowledge", entries, "entry")
    yield from _triggers(config)


def _list(
    at: str, items: Sequence[tuple[str, str, tuple[str, ...]]], what: str
) -> Iterator[Diagnostic]:
    names: set[str] = set()
    words: dict[str, str] = {}
    for place, (name, title, synonyms) in enumerate(items):
        here = child(at, place)
        if name in names:
            yield Diagnostic(
                pointer=child(here, "name"),
                code="SF1201",
                message=f"there is a {what} `{name}` already.",
                cure=f"give each {what} a name of its own.",
            )
            continue
        names.add(name)
        for word in filter(None, (title, *synonyms)):  # what was broken is blank
            owner = words.setdefault(word.casefold(), name)
            if owner != name:
                yield Diagnostic(
                    pointer=here,
                    code="SF1227",
                    message=f"“{word}” stands for `{owner}` as well.",
                    cure="keep it in one of the two: callers mean one thing by it.",
                )


def _triggers(config: Config) -> Iterator[Diagnostic]:
    outcomes = {*CORE_OUTCOMES, *(b.outcome for b in config.objectives.branches if b.outcome)}
    for one in placed(config):
        if isinstance(one.step, (Close, Route)):
            outcomes.add(one.step.outcome)
    ends = [(child("/workflows", place), one.on) for place, one in enumerate(config.workflows)]
    letters = enumerate(config.notifications.messages)
    ends += [(child(MESSAGES, place), one.on) for place, one in letters]
    for here, on in ends:
        for number, name in enumerate(on):
            if name not in outcomes:
                at = child(child(here, "on"), number)
                yield Diagnostic(
                    pointer=at,
                    code="SF1230",
                    message=f"no call ends as `{name}`.",
                    cure=did_you_mean(name, sorted(outcomes)),
                )
