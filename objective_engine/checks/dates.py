"""Hours, closures and prices: what no calendar has."""

from collections.abc import Iterator
from datetime import date

from objective_engine.business import DAYS, Hours, Price
from objective_engine.config import Config
from objective_engine.diagnostics import Diagnostic, child
from objective_engine.hours import span_of


def judge_dates(config: Config, as_of: date) -> Iterator[Diagnostic]:
    """Yield what is wrong with hours, closures and dated prices."""
    yield from _hours("/business/hours", config.business.hours)
    for place, contact in enumerate(config.contacts):
        yield from _hours(child(child("/contacts", place), "hours"), contact.hours)
    for place, closed in enumerate(config.business.closures):
        at = child("/business/closures", place)
        ends = [("first", closed.first), *([("last", closed.last)] if closed.last else [])]
        yield from _range(at, *ends)
    for place, service in enumerate(config.services):
        for number, price in enumerate(service.prices):
            at = child(child(child("/services", place), "prices"), number)
            yield from _price(at, price, as_of)


def _hours(at: str, hours: Hours) -> Iterator[Diagnostic]:
    for day in DAYS:
        spans: list[tuple[int, int]] = []
        for place, window in enumerate(getattr(hours, day)):
            here = child(child(at, day), place)
            span = span_of(window)
            if span is None:
                yield Diagnostic(
                    pointer=here,
                    code="SF1215",
                    message=f"`{window}` does not end after it begins on the same day.",
                    cure="write the part after midnight under the next day; a day ends at 24:00.",
                )
            elif any(span[0] < other[1] and other[0] < span[1] for other in spans):
                yield Diagnostic(
                    pointer=here,
                    code="SF1214",
                    message=f"`{window}` overlaps another window of the same day.",
                    cure="join the two.",
                )
            else:
                spans.append(span)


def _range(at: str, *ends: tuple[str, str]) -> Iterator[Diagnostic]:
    """Check that both ends are days, in order."""
    days = []
    for key, text in ends:
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            yield Diagnostic(
                pointer=child(at, key),
                code="SF1216",
                message=f"there is no {text}.",
                cure="look at a calendar.",
            )
    if len(days) == len(ends) and days[0] > days[-1]:
        yield Diagnostic(
            pointer=child(at, ends[1][0]),
            code="SF1217",
            message=f"{ends[1][1]} is before {ends[0][1]}.",
            cure="put the earlier day first.",
        )


def _price(at: str, price: Price, as_of: date) -> Iterator[Diagnostic]:
    wrong = list(_range(at, ("effective", price.effective), ("expires", price.expires)))
    yield from wrong
    if price.from_cents > price.to_cents:
        yield Diagnostic(
            pointer=child(at, "to_cents"),
            code="SF1224",
            message="the price band ends below its beginning.",
            cure="put the lower price into `from_cents`.",
        )
    if not wrong and price.expires < as_of.isoformat():
        yield Diagnostic(
            pointer=child(at, "expires"),
            code="SF1305",
            message=f"this price expired on {price.expires}: callers will not hear it.",
            cure="confirm it with the business and set a new date.",
        )
