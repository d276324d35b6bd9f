"""The calls that a graph can lead to, breadth first: shortest calls come first."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from objective_engine.directives import Answer, AnyDirective, Finish, Greet
from objective_engine.engine import next_step
from objective_engine.facts import CallerRecognised, Fact, HoursClassed
from objective_engine.graph import Graph
from objective_engine.hours import classes
from objective_engine.progress import Progress, apply
from objective_engine.proving.moves import AT, Move, corrections, interruptions, results
from objective_engine.proving.sameness import Key, Sameness
from objective_engine.states import OVER
from objective_engine.steps import AnswerStep
from spine.events.call import AnyEvent, ObjectiveBegun
from spine.ids import ObjectiveName


class Engine(msgspec.Struct, frozen=True):
    """What is being checked together with the graph: the engine itself, nothing made for it."""

    apply: Callable[[Progress, AnyEvent | Fact], Progress] = apply
    next_step: Callable[[Graph, Progress], AnyDirective] = next_step


class Call(msgspec.Struct, frozen=True):
    """A call so far: where it stands, what is asked now, and how it came there."""

    progress: Progress
    directive: AnyDirective
    reopened: str = ""
    """Objective that was taken back and is not over again."""
    before: "Call | None" = None
    move: Move | None = None
    """What happened after `before`."""
    moves: int = 0
    only_results: bool = True
    """Whether nobody interrupted."""


URGENT: Final = frozenset({"emergency", "person"})


class Calls:
    """All calls of a graph, each class of them once."""

    def __init__(self, graph: Graph, engine: Engine) -> None:
        """Prepare to walk."""
        self.graph = graph
        self.engine = engine
        self.same = Sameness(graph)
        self.answers = any(isinstance(one.step, AnswerStep) for one in graph.objectives)
        self.moments = tuple(self._moments())
        self.asked: set[tuple[object, ...]] = set()
        self.numbers: dict[Key, int] = {}
        self.firsts: list[Call] = []
        """The first, shortest call of each class, by its number."""
        self.edges: list[tuple[int, int]] = []
        """From one class to another by a result."""
        self.looked = 0
        self._last: Key = ()

    def walk(self, limit: int) -> Iterator[tuple[Call, Move | None]]:
        """Yield each step of each class of calls: the call after it, and what happened.

        Stops when `limit` classes have been found; `complete` tells whether it came to the end.
        """
        waiting: deque[int] = deque()
        for call in self._beginnings():
            if self._is_new(call):
                waiting.append(self._number())
                yield call, None
        while waiting and len(self.firsts) < limit:
            number = waiting.popleft()
            for move in self._moves(self.firsts[number]):
                after = self.after(self.firsts[number], move)
                self.looked += 1
                new = self._is_new(after)
                if new and not isinstance(after.directive, Finish):
                    waiting.append(len(self.firsts) - 1)
                if move.source == "result":
                    self.edges.append((number, self._number()))
                yield after, move
        self.complete = not waiting
        yield from self._straight()

    def _straight(self) -> Iterator[tuple[Call, Move | None]]:
        """Yield calls that go like the longest one but for one thing.

        Classes leave out what no condition sees; these calls leave out nothing, so an engine that
        looks where it should not is seen to do so.
        """
        told = [call for call in self.firsts if call.only_results]
        deepest = max(told, key=lambda call: call.moves)
        habits: dict[ObjectiveName, str] = {}
        path = [deepest]
        while path[0].before is not None and path[0].move is not None:
            habits[path[0].before.directive.objective] = path[0].move.said
            path.insert(0, path[0].before)
        usual = (*path[:-1], *self._smooth(deepest, habits))
        for call in (one for one in usual if not isinstance(one.directive, Finish)):
            for move in results(self.graph, call.directive):
                other = self.after(call, move)
                yield other, move
                yield from ((one, one.move) for one in self._smooth(other, habits))

    def _smooth(self, call: Call, habits: Mapping[ObjectiveName, str]) -> Iterator[Call]:
        """Yield a call and what follows when the caller goes on as usual."""
        yield call
        longest = call.moves + 2 * len(self.graph.objectives)
        while not isinstance(call.directive, Finish) and call.moves < longest:
            usual = habits.get(call.directive.objective)
            ways = list(results(self.graph, call.directive))
            fitting = (move for move in ways if move.said == usual)
            call = self.after(call, next(fitting, ways[0]))
            yield call

    complete: bool = False

    def key(self, call: Call) -> Key:
        """Return the class of a call."""
        return self.same.key(call.progress, call.directive, call.reopened)

    def _is_new(self, call: Call) -> bool:
        """Count a call as the first of its class, if it is."""
        self._last = self.key(call)
        if self._last in self.numbers:
            return False
        self.numbers[self._last] = len(self.firsts)
        self.firsts.append(call)
        return True

    def _number(self) -> int:
        """Return the number of the class of the call that was looked at last."""
        return self.numbers[self._last]

    def _moments(self) -> Iterator[HoursClassed]:
        """Yield one moment of each kind that the graph can tell apart."""
        found: set[Key] = set()
        for time, reachable in classes(self.graph):
            classed = HoursClassed(at_ms=AT, time=time, reachable=reachable)
            kind = self.same.moment(apply(Progress(), classed))
            if kind not in found:
                found.add(kind)
                yield classed

    def _beginnings(self) -> Iterator[Call]:
        starts = [self.engine.apply(Progress(), moment) for moment in self.moments]
        known = CallerRecognised(at_ms=AT)
        for start in starts if self.same.timed else [Progress()]:
            for progress in (start, self.engine.apply(start, known)):
                yield Call(progress, self.engine.next_step(self.graph, progress))

    def after(self, call: Call, move: Move) -> Call:
        """Return the call after a move: its events folded, the next directive begun."""
        progress = call.progress
        if progress.active != call.directive.objective:
            begun = ObjectiveBegun(at_ms=AT, objective=call.directive.objective)
            progress = self.engine.apply(progress, begun)
        for event in move.events:
            progress = self.engine.apply(progress, event)
        directive = self.engine.next_step(self.graph, progress)
        reopened = call.reopened
        if move.said.startswith("no, the "):
            reopened = getattr(move.events[0], "objective", "")
        elif reopened and progress.state_of.get(ObjectiveName(reopened)) in OVER:
            reopened = ""
        told = call.only_results and move.source == "result"
        return Call(progress, directive, reopened, call, move, call.moves + 1, told)

    def _moves(self, call: Call) -> Iterator[Move]:
        yield from results(self.graph, call.directive)
        tail = self.same.tail(call.progress, call.directive.objective)
        waits = isinstance(call.directive, Greet) and bool(call.progress.signals)
        aside = tail or waits or bool(call.reopened) or isinstance(call.directive, Answer)
        if aside:
            yield from interruptions(call.progress, only=URGENT.__contains__)
        else:
            yield from interruptions(call.progress, entries=self._entries(call))
            yield from self._corrections(call)
        if self.same.awake(call.progress):
            yield from self._clock(call.progress)

    def _entries(self, call: Call) -> tuple[str, ...]:
        """Return what to ask about: once for everything that can be asked for.

        A question leaves nothing behind once it is answered, and the engine passes entries on as
        they are, so one entry, and one question that no entry answers, stand for all.
        """
        about = (call.directive.objective, "hurry" in call.progress.signals)
        if not self.answers or about in self.asked:
            return ()
        self.asked.add(about)
        return self.graph.knowledge[0].name, ""

    def _corrections(self, call: Call) -> Iterator[Move]:
        """Yield corrections: each answer is taken back once at each thing that is asked for.

        The call that has both first stands for the others: what the caller says instead, and all
        that follows from it, is looked at in full.
        """
        for move in corrections(self.graph, call.progress):
            pair = (move.said, call.directive.objective)
            if pair not in self.asked:
                self.asked.add(pair)
                yield move

    def _clock(self, progress: Progress) -> Iterator[Move]:
        now = self.same.moment(progress)
        for moment in self.moments:
            if self.same.moment(apply(Progress(), moment)) != now:
                who = f", {' and '.join(moment.reachable)} can be rung" if moment.reachable else ""
                yield Move("clock", f"the business is {moment.time} now{who}", (moment,))
