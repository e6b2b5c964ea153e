"""Find the sentences that the program makes, as templates with numbered holes.

What is decided, recorded or raised is English, in the journal as in every module that makes it, and
is translated where it is painted (`plam_agent/sentences.py`). For that the sentences are read off
the code here: a literal is itself, and an f-string becomes a template:

    f"{rule.id} would allow it, but {why}"      {0} would allow it, but {1:told}

`{1}` holds a value, which is shown as it is. `{1:told}` holds another sentence of the program. A
choice between literals becomes a template for each, as does a name that was given one before.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.spoken import (
    FAULTS,
    LISTS,
    OTHERS,
    QUIET,
    SAID,
    SPOKEN,
    TOLD,
    UNREACHED,
    WORDS,
    WRAPS,
)

MOST = 12
"""Templates of one expression at most; of more choices each becomes a sentence for itself."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_TEXT = re.compile(r"(tuple\[|list\[)?str\b")
_HOLE = re.compile(r"\{\d+(?::\w+)?\}")
_CODE = re.compile(
    r"(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|ALTER)\b|[\w.-]+$|.*(\(\?|</?\w|\[Trash|\w=\{)"
    r"|\s*\n\s+\w|(In-Reply-To|Message-ID|References|Re|Bearer|DTSTART|default-src)\b|:\w+$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Hole:
    """Where a value stands in a template; `told` where that is a sentence too."""

    told: bool


Pieces = tuple[str | Hole, ...]


@dataclass(slots=True)
class Found:
    """The templates of one package with the files they are in; errors with what mends them."""

    files: dict[str, set[str]] = field(default_factory=dict)
    joined: set[tuple[str, str]] = field(default_factory=set)


def sentences(package: Path) -> Found:
    """Every template of the package's modules that a person can meet."""
    found = Found()
    trees = {
        path.relative_to(package).as_posix().removesuffix(".py"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(package.rglob("*.py"))
    }
    trees = {name: tree for name, tree in trees.items() if not _begins(name, UNREACHED)}
    spoken = [tree for name, tree in trees.items() if _spoken(name)]
    sayers: set[str] = set()
    while more := {name for tree in spoken for name in _sayers(tree, sayers)} - sayers:
        sayers |= more
    for word in WORDS:
        found.files[word] = {package.name}
    for name, tree in trees.items():
        module = _Module(tree, sayers, everything=_spoken(name))
        for text in module.texts():
            found.files.setdefault(text, set()).add(f"{package.name}/{name}.py")
        found.joined |= module.joined
    return found


def _begins(name: str, patterns: Iterable[str]) -> bool:
    return any(re.match(each, name) for each in patterns)


def _spoken(name: str) -> bool:
    return any(re.fullmatch(each, name) for each in SPOKEN)


def _sayers(tree: ast.Module, sayers: set[str]) -> Iterator[str]:
    """The functions that return sentences: what they return may stand in another."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.returns is None:
            continue
        if _TEXT.match(ast.unparse(node.returns)) and node.name not in WRAPS | OTHERS:
            returned = [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
            returned = [
                each.elts[0] if isinstance(each, ast.Tuple) and each.elts else each
                for each in returned
            ]
            reader = _Expression(_given(node), sayers)
            choices = [each for value in returned if value for each in reader.choices(value)]
            told = any(isinstance(piece, Hole) and piece.told for each in choices for piece in each)
            if told or any(_is_sentence(_written(each)) for each in choices):
                yield node.name


def _given(function: ast.AST) -> dict[str, list[ast.expr]]:
    """What each name of a function is given, where that is all that happens to it."""
    given: dict[str, list[ast.expr]] = {}
    spoilt: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                given.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                given.setdefault(name, []).append(value)
            case ast.NamedExpr(target=ast.Name(name), value=value):
                given.setdefault(name, []).append(value)
            case ast.Assign(targets=[ast.Tuple(names)], value=ast.Tuple(values)) if len(
                names
            ) == len(values):
                for each, value in zip(names, values, strict=True):
                    if isinstance(each, ast.Name):
                        given.setdefault(each.id, []).append(value)
            case ast.Assign(targets=[ast.Tuple([ast.Name(name), *_])], value=value):
                given.setdefault(name, []).append(value)
            case ast.arg(name):
                spoilt.add(name)
            case ast.For(target=ast.Name(name)) | ast.comprehension(target=ast.Name(name)):
                spoilt.add(name)
    return {name: values for name, values in given.items() if name not in spoilt}


@dataclass(slots=True)
class _Expression:
    """Reads one expression as the templates that it can come to."""

    given: dict[str, list[ast.expr]]
    sayers: set[str]
    tables: dict[str, list[ast.expr]] = field(default_factory=dict)
    """What the dictionaries of the module hold."""
    seen: tuple[str, ...] = ()

    def choices(self, node: ast.expr) -> list[Pieces]:
        """Every way that it can come out; a hole for what is not known."""
        match node:
            case ast.Constant(value=str(text)):
                return [(text,)] if text else [()]
            case ast.Constant():
                return []
            case ast.JoinedStr(values=parts):
                return self._product([self._part(each) for each in parts])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._product([self.choices(left), self.choices(right)])
            case ast.IfExp(body=body, orelse=other):
                return [*self.choices(body), *self.choices(other)]
            case ast.BoolOp(op=ast.Or(), values=values):
                return [choice for each in values for choice in self.choices(each)]
            case ast.Call(func=func, args=[first, *_]) if _name(func) in WRAPS:
                return self.choices(first)
            case ast.Subscript(value=ast.Dict(values=values)):
                return [choice for each in values for choice in self.choices(each)]
            case ast.Subscript(value=ast.Name(name)) if name in self.tables:
                return [choice for each in self.tables[name] for choice in self.choices(each)]
            case ast.Name(name) if name in self.given and name not in self.seen:
                inner = _Expression(self.given, self.sayers, self.tables, (*self.seen, name))
                found = [choice for each in self.given[name] for choice in inner.choices(each)]
                if any(isinstance(piece, str) for choice in found for piece in choice):
                    return found
        return [(Hole(self._is_told(node)),)]

    def _part(self, part: ast.expr) -> list[Pieces]:
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion != -1:
                return [(Hole(False),)]
            return self.choices(part.value)
        return self.choices(part)

    def _product(self, parts: Sequence[list[Pieces]]) -> list[Pieces]:
        count = 1
        for each in parts:
            count *= len(each)
        if count > MOST:
            parts = [each if len(each) == 1 else [(Hole(True),)] for each in parts]
        return [tuple(itertools.chain(*each)) for each in itertools.product(*parts)]

    def _is_told(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(name) | ast.Attribute(attr=name) if name in TOLD:
                return True
            case ast.Subscript(slice=ast.Constant(value=str(name))) if name in TOLD:
                return True
            case ast.Name(name) if name in self.given and name not in self.seen:
                inner = _Expression(self.given, self.sayers, self.tables, (*self.seen, name))
                return any(inner._is_told(each) for each in self.given[name])
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value="; " | " and ")), args=[each]
            ):
                return self._are_told(each)
            case ast.Call(func=func) | ast.Await(value=ast.Call(func=func)):
                return _name(func) in self.sayers
        return False

    def _are_told(self, node: ast.expr) -> bool:
        """Whether what is joined are sentences, and not what a merchant or a message says."""
        match node:
            case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each):
                choices = self.choices(each)
                return self._is_told(each) or any(
                    isinstance(piece, str) or piece.told for choice in choices for piece in choice
                )
            case ast.Subscript(value=value):
                return self._are_told(value)
            case ast.Call(args=[*_, each]):
                return self._are_told(each)
            case ast.List(elts=[each, *_]):
                return self._is_told(each) or bool(self.choices(each))
        return _name(node) in LISTS


class _Module:
    """Reads one module; `everything` where all that looks like a sentence is one."""

    def __init__(self, tree: ast.Module, sayers: set[str], *, everything: bool) -> None:
        self._tree, self._sayers, self._everything = tree, sayers, everything
        self._texts: set[str] = set()
        self._tables = {
            name: list(each.value.values)
            for each in tree.body
            for name in _targets(each)
            if isinstance(each, ast.Assign | ast.AnnAssign) and isinstance(each.value, ast.Dict)
        }
        self.joined: set[tuple[str, str]] = set()

    def texts(self) -> set[str]:
        """The templates of the module."""
        self._summaries()
        self._visit(self._tree, self._reader(self._tree), said=False)
        return self._texts

    def _reader(self, node: ast.AST) -> _Expression:
        return _Expression(_given(node), self._sayers, self._tables)

    def _summaries(self) -> None:
        """What tools do: the first line of their arguments' docstrings."""
        models = {"Arguments"}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.ClassDef) and any(_name(b) in models for b in node.bases):
                models.add(node.name)
                first = (ast.get_docstring(node) or "").partition("\n")[0]
                self._add(first.removesuffix("."))

    def _add(self, text: str) -> None:
        if _is_sentence(text):
            self._texts.add(text)

    def _visit(self, node: ast.AST, reader: _Expression, *, said: bool) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                reader = self._reader(node)
            case ast.Call(func=func) if _name(func) in QUIET or _name(func) in FAULTS:
                return
            case ast.Call(func=func) if _name(func) in SAID or _name(func).endswith("Error"):
                self._call(node, reader)
                return
            case ast.Raise(exc=ast.Call() as raised):
                if _name(raised.func) not in FAULTS:
                    self._call(raised, reader)
                return
            case ast.Constant(value=str()) | ast.JoinedStr() | ast.BinOp(op=ast.Add()):
                if said or self._everything:
                    for choice in reader.choices(node):
                        text = _written(choice)
                        if said or _is_plain(text):
                            self._add(text)
                inside = [each for each in ast.walk(node) if isinstance(each, ast.FormattedValue)]
                for each in inside:
                    self._inside(each.value, reader)
                return
            case ast.IfExp(test=test, body=body, orelse=other):
                for each in (test, body, other):
                    self._visit(each, reader, said=said and each is not test)
                return
            case ast.Compare() | ast.MatchValue() | ast.MatchMapping() | ast.Raise(exc=ast.Name()):
                return
            case ast.Subscript(value=value):
                self._visit(value, reader, said=False)
                return
            case ast.Dict(values=values):
                for each in values:
                    self._visit(each, reader, said=said)
                return
            case ast.Name() if said:
                for choice in reader.choices(node):
                    self._add(_written(choice))
                return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        for child in ast.iter_child_nodes(node):
            passes = isinstance(node, ast.Tuple | ast.List | ast.Starred | ast.BoolOp | ast.keyword)
            wraps = isinstance(node, ast.Call) and _name(node.func) in WRAPS
            self._visit(child, reader, said=said and (passes or wraps))

    def _inside(self, node: ast.AST, reader: _Expression) -> None:
        """Sentences within a hole that became no part of the template around it."""
        for each in ast.walk(node):
            if isinstance(each, ast.GeneratorExp | ast.ListComp):
                self._visit(each.elt, reader, said=False)

    def _call(self, node: ast.Call, reader: _Expression) -> None:
        for each in (*node.args, *node.keywords):
            self._visit(each, reader, said=True)
        fix = next((each.value for each in node.keywords if each.arg == "fix"), None)
        fix = fix or (node.args[1] if len(node.args) > 1 else None)
        if fix is None or not node.args:
            return
        for message, mends in itertools.product(reader.choices(node.args[0]), reader.choices(fix)):
            if message and mends:
                self.joined.add((_written(message), _written(mends)))


def _targets(node: ast.stmt) -> list[str]:
    match node:
        case ast.Assign(targets=[ast.Name(name)]) | ast.AnnAssign(target=ast.Name(name)):
            return [name]
    return []


def _name(func: ast.expr) -> str:
    return getattr(func, "id", getattr(func, "attr", ""))


def _written(pieces: Pieces) -> str:
    """The template's text: holes by number, braces doubled."""
    merged: list[str] = []
    number = 0
    for piece in pieces:
        if isinstance(piece, str):
            merged.append(piece.replace("{", "{{").replace("}", "}}"))
        else:
            merged.append(f"{{{number}:told}}" if piece.told else f"{{{number}}}")
            number += 1
    return "".join(merged)


def _is_sentence(text: str) -> bool:
    """Whether there are words in it beside its holes, enough to know it again, and no code."""
    bare = _HOLE.sub(" ", text)
    words = _WORD.findall(bare)
    enough = len(words) > 1 or (len(words) == 1 and (len(words[0]) > 3 or " " in text.strip()))
    return enough and not _CODE.match(text)


def _is_plain(text: str) -> bool:
    """Whether a string that nobody says looks like a sentence: more than one word or value."""
    return " " in text.strip()
