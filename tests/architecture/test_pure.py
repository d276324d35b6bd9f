"""Pure code, looked at closely: what an import contract can't see.

The import contracts in pyproject.toml keep clocks, chance and the machine out by name. Built-in
functions need no import, and the order of a set differs from one process to the next.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PURE: Final = ("agent_worker/voice_core", "objective_engine", "spine/events")

BUILTINS: Final = frozenset(
    {
        "open", "print", "input", "breakpoint",  # the machine
        "hash", "id",  # another number in each process
        "eval", "exec", "compile", "__import__", "globals", "locals", "vars",  # code not read here
    }
)  # fmt: skip
ATTRIBUTES: Final = frozenset(
    {"now", "utcnow", "today", "fromtimestamp", "astimezone", "localtime", "__import__"}
)
"""`datetime`'s clock, and what reads the machine's own time zone."""

ORDERED_BY: Final = frozenset({"list", "tuple", "iter", "next", "enumerate", "zip", "map", "join"})
"""Calls that let a set's order out; `sorted`, `min`, `any`, `len` and the like do not."""
ORDER_FREE: Final = frozenset(
    {"sorted", "min", "max", "any", "all", "sum", "len", "set", "frozenset"}
)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _says_set(annotation: ast.expr) -> bool:
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return _name(outer) in {"set", "frozenset", "Set", "AbstractSet"}


def _is_set_display(node: ast.expr | None) -> bool:
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case _:
            return False


def _declared_sets(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node declares to be sets; a class's own begin with a dot."""
    match node:
        case ast.ClassDef(body=body):
            fields = (each for each in body if isinstance(each, ast.AnnAssign))
            yield from (f".{_name(each.target)}" for each in fields if _says_set(each.annotation))
        case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=value) if _says_set(
            kind
        ) or _is_set_display(value):
            yield name
        case ast.arg(arg=name, annotation=ast.expr() as kind) if _says_set(kind):
            yield name
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_set_display(value):
            yield name
        case _:
            pass


CHANGES: Final = frozenset(
    {
        "append", "extend", "insert", "remove", "pop", "popitem", "clear", "sort", "reverse",
        "add", "discard", "update", "setdefault", "difference_update", "intersection_update",
    }
)  # fmt: skip
"""Methods that change a list, a set or a dictionary in place."""


def _left_open(statement: ast.stmt) -> bool:
    """Say whether a module's statement makes a table that it does not call `Final`."""
    match statement:
        case ast.AnnAssign(annotation=kind, value=value):
            final = "Final" in ast.unparse(kind)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            final = name == "__all__"
        case _:
            return False
    tables = ast.List | ast.Dict | ast.ListComp | ast.DictComp | ast.Set | ast.SetComp
    return isinstance(value, tables) and not final


def _changed(node: ast.AST) -> str:
    """Return the constant (a name in capitals) that a node changes in place, if it does."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
            changed = name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=how)) if how in CHANGES:
            changed = name
        case ast.AugAssign(target=ast.Name(id=name)):
            changed = name
        case _:
            return ""
    return changed if changed.isupper() else ""


class Look(ast.NodeVisitor):
    """Finds in one module whatever could make two runs differ."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[tuple[int, str]] = []
        self.free: set[ast.AST] = set()
        fields = {name for node in ast.walk(tree) for name in _declared_sets(node) if "." in name}
        self.sets = fields | {name for node in tree.body for name in _declared_sets(node)}
        self.visit(tree)

    def _is_set(self, node: ast.expr) -> bool:
        match node:
            case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() | ast.Sub(), right=right):
                return self._is_set(left) or self._is_set(right)
            case ast.Name(id=name):
                return name in self.sets
            case ast.Attribute(attr=name):
                return f".{name}" in self.sets
            case _:
                return _is_set_display(node)

    def _note(self, node: ast.expr | ast.stmt, what: str) -> None:
        self.found.append((node.lineno, what))

    def visit_Call(self, node: ast.Call) -> None:
        called = _name(node.func)
        if isinstance(node.func, ast.Name) and called in BUILTINS:
            self._note(node, f"{called}()")
        if isinstance(node.func, ast.Attribute) and called in ATTRIBUTES and not node.args:
            self._note(node, f".{called}()")
        if called in ORDER_FREE:
            self.free.update(node.args)
        if called in ORDERED_BY and any(self._is_set(arg) for arg in node.args):
            self._note(node, f"the order of a set, through {called}()")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in ATTRIBUTES and _name(node.value) in {"datetime", "date"}:
            self._note(node, f".{node.attr}")
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        if self._is_set(node.iter):
            self._note(node, "the order of a set, through a loop")
        self.generic_visit(node)

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> None:
        if node not in self.free and any(self._is_set(part.iter) for part in node.generators):
            self._note(node, "the order of a set, through a comprehension")
        self.generic_visit(node)

    visit_ListComp = _comprehension  # noqa: N815 - ast.NodeVisitor's names
    visit_GeneratorExp = _comprehension  # noqa: N815
    visit_DictComp = _comprehension  # noqa: N815

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outside = self.sets
        self.sets = outside | {name for each in ast.walk(node) for name in _declared_sets(each)}
        self.generic_visit(node)
        self.sets = outside

    def visit_Global(self, node: ast.Global) -> None:
        self._note(node, "global: state outside the call's state")

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._note(node, "async: pure code waits for nothing")

    def visit_Module(self, node: ast.Module) -> None:
        for statement in filter(_left_open, node.body):
            self._note(statement, "a module's own table that is not final")
        for each in ast.walk(node):
            if isinstance(each, ast.expr | ast.stmt) and _changed(each):
                self._note(each, f"{_changed(each)} is changed")
        self.generic_visit(node)


def impurities(source: str) -> list[str]:
    """Return what is impure in a module, by line."""
    return [f"line {line}: {what}" for line, what in sorted(Look(ast.parse(source)).found)]


def test_pure_code_calls_nothing_that_differs_from_run_to_run() -> None:
    found = {
        str(file.relative_to(ROOT)): faults
        for folder in PURE
        for file in sorted((ROOT / folder).rglob("*.py"))
        if (faults := impurities(file.read_text("utf-8")))
    }

    assert not found


@pytest.mark.parametrize(
    "source",
    [
        "x = open('f')",
        "print('x')",
        "key = hash('x')",
        "key = id(x)",
        "at = datetime.now()",
        "day = date.today()",
        "now: Callable = datetime.now",
        "at = some_clock.now()",
        "for word in {'a', 'b'}: say(word)",
        "WORDS = frozenset(['a'])\nfor word in WORDS: say(word)",
        "def f(words: frozenset[str]) -> tuple[str, ...]:\n    return tuple(words)",
        "def f(words: set[str]) -> str:\n    return ', '.join(words | {'x'})",
        "out = [w for w in set(said)]",
        "def f():\n    global calls\n    calls = 1",
        "async def f(): ...",
        "SEEN = {}",
        "SEEN: dict[str, int] = {}",
        "SEEN: Final = {}\ndef f(key): SEEN[key] = 1",
        "SEEN: Final = []\ndef f(key): SEEN.append(key)",
    ],
)
def test_an_impurity_is_found(source: str) -> None:
    assert impurities(source)


@pytest.mark.parametrize(
    "source",
    [
        "for word in sorted({'a', 'b'}): say(word)",
        "def f(words: frozenset[str]) -> bool:\n    return any(w in said for w in words)",
        "def f(words: frozenset[str]) -> list[str]:\n    return sorted(w for w in words)",
        "TABLE = MappingProxyType({'a': 1})",
        "day = context.today",
        "TABLE: Final = {'a': 1}\nfirst = TABLE['a']",
        "for key in {'a': 1}: say(key)",
        "def f():\n    days = {1}\n\ndef g():\n    days = [1]\n    return tuple(days)",
        "def f() -> set[str]:\n    return {w for w in WORDS}",
    ],
)
def test_what_is_the_same_in_every_run_is_not_an_impurity(source: str) -> None:
    assert not impurities(source)
