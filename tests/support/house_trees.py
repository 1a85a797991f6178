"""The house as syntax trees, each module parsed once."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any


@cache
def nodes(path: Path) -> tuple[Any, ...]:
    """Return every node of a module."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


_SHORT, _LONG = 160, 400
"""A body whose dump is no longer says too little to be a twin: a property, a call handed on. The second of one statement."""


def without_names(function: ast.FunctionDef) -> str:
    """Return a function's body as a text that is the same whatever its own variables are called; "" = too short."""
    told = function.body and isinstance(function.body[0], ast.Expr) and isinstance(function.body[0].value, ast.Constant)
    body = function.body[1 if told else 0 :]
    own = {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    names = [node for statement in body for node in ast.walk(statement) if isinstance(node, ast.Name)]
    own |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    order: dict[str, str] = {}
    for node in names:
        if node.id in own:
            order.setdefault(node.id, f"v{len(order)}")
    dumped = "".join(map(ast.dump, body))
    return (
        re.sub(r"Name\(id='(\w+)'", lambda m: f"Name(id='{order.get(m[1], m[1])}'", dumped)
        if len(dumped) > (_SHORT if len(body) > 1 else _LONG)
        else ""
    )


def unread(path: Path, modules: Sequence[Path], root: Path) -> Iterator[str]:
    """Yield the functions, classes and constants of a module that nothing in the package reads."""
    own = _loads(path)
    for node in nodes(path)[0].body:
        for name in _defined(node):
            inside = [n for n in ast.walk(node) if _reads(n, name)] if _is_made(node) else []
            if own.get(name, 0) - len(inside) > 0 or (path, name) in _imported(tuple(modules), root):
                continue
            if name not in _named(tuple(modules)):
                yield f"{path.relative_to(root).as_posix()}: {name}"


def _reads(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _is_made(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        registered = isinstance(node, ast.FunctionDef) and node.decorator_list
        return [] if registered or node.name.startswith("__") else [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name) and not target.id.startswith("__")]


@cache
def _loads(path: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for node in nodes(path):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            counts[node.id] = counts.get(node.id, 0) + 1
    return counts


@cache
def _named(modules: Sequence[Path]) -> frozenset[str]:
    """Return what is called by a text: "module:function", or fromlist=["name"]."""
    return frozenset(name for path in modules for name in re.findall(r"(?:\w:|\[\")(\w+)\"", path.read_text("utf-8")))


@cache
def _imported(modules: Sequence[Path], root: Path) -> frozenset[tuple[Path, str]]:
    """Return (module, name) for every name that another module imports, or reads as module.name."""
    read: set[tuple[Path, str]] = set()
    for path in modules:
        modules_here: dict[str, Path] = {}
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    inner = root.joinpath(*node.module.split("."), f"{alias.name}.py")
                    if inner in modules:
                        modules_here[alias.asname or alias.name] = inner
                    elif (home := _home(node.module, root)) != path:
                        read.add((home, alias.name))
        read |= {
            (modules_here[node.value.id], node.attr)
            for node in nodes(path)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules_here
        }
    return frozenset(read)


def _home(module: str, root: Path) -> Path:
    file = root.joinpath(*module.split(".")).with_suffix(".py")
    return file if file.exists() else root.joinpath(*module.split("."), "__init__.py")
