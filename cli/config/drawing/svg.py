"""Writes a laid-out picture as SVG: one file, no script, no font and no image from elsewhere."""

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from cli.config.drawing.cards import Card, picture
from cli.config.drawing.layout import (
    BETWEEN,
    EDGE,
    GAP,
    HEADER,
    LINE,
    PAD,
    Box,
    PlacedLane,
    Sheet,
    lay_out,
)
from objective_engine.graph import Graph

STYLE: Final = """
svg { --paper: #f7f7f5; --lane: #ededea; --card: #ffffff; --ink: #1c1d21; --faint: #5d616b;
  --rule: #c9cad0; --line: #868b98; --ask: #2457c5; --ring: #b3431e; --close: #3f7a3a;
  --say: #6d4bb0; font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  background: var(--paper); }
@media (prefers-color-scheme: dark) {
  svg { --paper: #15161a; --lane: #1d1f25; --card: #272a32; --ink: #eef0f4; --faint: #a5aab6;
    --rule: #3a3e49; --line: #828898; --ask: #82a8ff; --ring: #ff9a73; --close: #86cf80;
    --say: #bfa3f5; } }
.paper { fill: var(--paper); } .lane { fill: var(--lane); }
.card { fill: var(--card); stroke: var(--rule); }
text { fill: var(--ink); font-size: 13px; } .title { font-size: 22px; font-weight: 650; }
.section { font-size: 15px; font-weight: 650; } .name { font-weight: 600; }
.heading { font-weight: 600; font-size: 12.5px; }
.faint { fill: var(--faint); font-size: 12px; } .place { text-anchor: end; }
.flow, .route, .branch { fill: none; stroke: var(--line); stroke-width: 1.5; }
.route { stroke: var(--ring); stroke-dasharray: 4 3; } .head { fill: var(--line); }
.ask { fill: var(--ask); } .ring { fill: var(--ring); } .close { fill: var(--close); }
.say { fill: var(--say); }
"""
TONE: Final = {
    "capture": "ask", "choose": "ask", "book": "ask", "change": "ask",
    "route": "ring", "message": "ring", "finish": "close",
}  # fmt: skip
"""Colour of a card by its kind; whatever only speaks has the last one."""


def svg(graph: Graph) -> str:
    """Return the picture of a graph; any name in it is text and nothing else."""
    return "\n".join(_document(lay_out(picture(graph))))


def _document(sheet: Sheet) -> Iterator[str]:
    size = f'width="{sheet.width}" height="{sheet.height}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
        f' viewBox="0 0 {sheet.width} {sheet.height}" role="img">'
    )
    yield f"<title>{_safe(sheet.picture.title)}: what a call does</title>"
    yield f"<style>{STYLE}</style>"
    yield (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>'
    )
    yield f'<rect class="paper" {size}/>'
    yield _text(EDGE, 46, sheet.picture.title, "title")
    for at, note in enumerate(sheet.picture.notes):
        yield _text(EDGE, 70 + LINE * at, note, "faint")
    yield _text(EDGE, HEADER + LINE + 6, "In order: the first that is due", "section")
    if sheet.urgent:
        yield _text(EDGE, sheet.urgent_y + LINE + 6, "At any time, before all of that", "section")
    yield from (_lane(lane) for lane in sheet.lanes)
    yield from _branches(sheet)
    for lane in sheet.lanes:
        yield from _flow(lane)
        yield from _routes(lane)
    for lane in sheet.lanes:
        for card, box in lane.cards:
            yield from _card(card, box)
    yield "</svg>"


def _lane(placed: PlacedLane) -> str:
    box = placed.box
    lines = "".join(
        _text(box.x + PAD, box.y + PAD + LINE * (at + 1) - 4, line, "heading")
        for at, line in enumerate(placed.lane.heading)
    )
    return f"<g>{_rect(box, 'lane', 12)}{lines}</g>"


def _card(card: Card, box: Box) -> Iterator[str]:
    tone = TONE.get(card.kind, "say")
    yield f'<g data-objective={quoteattr(_printable(card.name))} data-kind="{card.kind}">'
    yield _rect(box, "card", 8)
    yield _rect(Box(box.x, box.y + 8, 4, box.h - 16), tone, 2)
    x, y = box.x + PAD + 4, box.y + PAD + LINE - 5
    yield _text(x, y, card.kind, f"faint {tone}")
    yield _text(box.right - PAD, y, str(card.place), "faint place")
    lines = [(card.title, "name"), *([(card.detail, "faint")] if card.detail else [])]
    for at, (line, kind) in enumerate([*lines, *((line, "faint") for line in card.when)], start=1):
        yield _text(x, y + LINE * at, line, kind)
    yield "</g>"


def _flow(placed: PlacedLane) -> Iterator[str]:
    """Draw the order in which a lane's cards are looked at; what always closes leads nowhere."""
    for (card, box), (_, below) in zip(placed.cards, placed.cards[1:], strict=False):
        if card.kind != "finish" or card.when:
            x = box.x + 26
            yield _path(f"M{x} {box.bottom} V{below.y - 1}", "flow")


def _routes(placed: PlacedLane) -> Iterator[str]:
    """Draw what a card waits for, beside the cards of its lane."""
    boxes = {card.name: box for card, box in placed.cards}
    for card, box in placed.cards:
        for before in (boxes[name] for name in card.after if name in boxes):
            x, to = box.right, box.y + box.h // 2
            out = placed.box.right - 8
            start = before.y + before.h // 2
            yield _path(
                f"M{x} {start} H{out - 6} Q{out} {start} {out} {_near(start, to)}"
                f" V{_near(to, start)} Q{out} {to} {out - 6} {to} H{x + 1}",
                "route",
            )


def _near(here: int, there: int) -> int:
    return here + 6 if there > here else here - 6


def _branches(sheet: Sheet) -> Iterator[str]:
    """Draw a line from what decides to each lane that it opens, in the gaps between columns."""
    boxes = sheet.boxes
    for placed in sheet.branches:
        source = boxes.get(placed.lane.decided_by)
        if source is None:
            continue
        y, x = placed.box.y + PAD + LINE // 2, placed.box.x
        gutter, over = x - BETWEEN // 2, HEADER + GAP + LINE // 2 + 6
        start = source.y + source.h // 2
        first = sheet.always.box.right + BETWEEN // 2
        way = f"M{source.right} {start} H{first} "
        if gutter != first:
            way += f"V{over} H{gutter} "
        yield _path(f"{way}V{y} H{x - 1}", "branch")


def _path(way: str, kind: str) -> str:
    return f'<path class="{kind}" d="{way}" marker-end="url(#tip)"/>'


def _rect(box: Box, kind: str, radius: int) -> str:
    place = f'x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}"'
    return f'<rect class="{kind}" {place} rx="{radius}"/>'


def _text(x: int, y: int, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{_safe(words)}</text>'


def _safe(words: str) -> str:
    return escape(_printable(words))


def _printable(words: str) -> str:
    """Return text without what XML cannot hold, and without marks that turn its direction."""
    return "".join(one if one.isprintable() else "·" for one in words)
