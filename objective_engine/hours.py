"""Hours of a business: windows to minutes of the week, and what a moment is worth."""

import re
from datetime import datetime, timedelta
from typing import Final

from objective_engine.business import DAYS, Hours
from objective_engine.facts import BusinessTime
from objective_engine.graph import Graph

DAY_MINUTES: Final = 24 * 60
WEEK_MINUTES: Final = 7 * DAY_MINUTES
Span = tuple[int, int]
_WINDOW: Final = re.compile(r"\d\d:\d\d-\d\d:\d\d", re.ASCII)


def span_of(window: str) -> Span | None:
    """Return `07:00-17:30` as minutes of its day, None where it is no stretch of one day."""
    if not _WINDOW.fullmatch(window):
        return None
    start, end = (int(time[:2]) * 60 + int(time[3:]) for time in window.split("-"))
    return (start, end) if start < end <= DAY_MINUTES else None


def week_of(hours: Hours) -> tuple[Span, ...]:
    """Return opening hours as minutes since Monday 00:00, in order, touching windows joined."""
    spans: list[Span] = []
    for day, name in enumerate(DAYS):
        for start, end in sorted(filter(None, map(span_of, getattr(hours, name)))):
            begins, ends = day * DAY_MINUTES + start, day * DAY_MINUTES + end
            if spans and spans[-1][1] >= begins:
                spans[-1] = (spans[-1][0], max(ends, spans[-1][1]))
            else:
                spans.append((begins, ends))
    return tuple(spans)


def within(week: tuple[Span, ...], minute: int) -> bool:
    """Tell whether a minute of the week lies in one of the spans."""
    return any(start <= minute < end for start, end in week)


def classify(graph: Graph, local_time: str) -> tuple[BusinessTime, tuple[str, ...]]:
    """Return what a moment is for this business, and who may be rung.

    Wall-clock time decides, as it does for the people who wrote the hours down: on the day when
    clocks change, 07:00 is 07:00.

    Args:
        graph: The business.
        local_time: ISO 8601, where the business is.
    """
    now = datetime.fromisoformat(local_time)
    minute = now.weekday() * DAY_MINUTES + now.hour * 60 + now.minute
    today = now.date().isoformat()
    holiday = any(one.first <= today <= one.last for one in graph.closures)
    reachable = tuple(
        one.name
        for one in graph.contacts
        if within(one.week, minute) and (one.on_holidays or not holiday)
    )
    if holiday:
        return "holiday", reachable
    return ("open" if within(graph.week, minute) else "closed"), reachable


def classes(graph: Graph) -> tuple[tuple[BusinessTime, tuple[str, ...]], ...]:
    """Return every class that any minute of any week or holiday can have."""
    spans = (*graph.week, *(span for one in graph.contacts for span in one.week))
    minutes = sorted({0, *(edge % WEEK_MINUTES for span in spans for edge in span)})
    monday = datetime(2001, 1, 1)  # noqa: DTZ001 - a week outside time: its Monday at 00:00
    found = {
        classify(graph, (monday + timedelta(minutes=minute)).isoformat()): None
        for minute in minutes
    }
    if graph.closures:
        for minute in minutes:
            who = tuple(o.name for o in graph.contacts if o.on_holidays and within(o.week, minute))
            found["holiday", who] = None
    return tuple(sorted(found))
