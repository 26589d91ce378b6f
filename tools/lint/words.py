"""Words of the field, in their place."""

import ast
import re
from collections.abc import Iterator, Sequence

from tools.lint.source import Finding, Module

_EMPTY = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
_VENDOR = re.compile(r"(?<![a-z])(?:channel|bridge|stasis\w*|pjsip|asterisk|mixmonitor)s?(?![a-z])", re.IGNORECASE)
_CONTACT_CHANNEL_ROOMS = {
    "acd",
    "customers",
    "interactions",
    "insight",
    "journeys",
}  # voice, mail, chat: TM Forum's `channel`


def telling_names(modules: Sequence[Module]) -> Iterator[Finding]:
    """Name a module for what it holds, never utils, helpers, manager, common or misc."""
    for module in modules:
        for part in module.parts:
            if set(part.lower().split("_")) & _EMPTY:
                yield module.finding(1, f"{part!r} says nothing; name what it holds")


def vendor_words(modules: Sequence[Module]) -> Iterator[Finding]:
    """Keep the switch vendor's words (channel, bridge, Stasis, PJSIP, Asterisk) in adapters/asterisk and the wiring."""
    for module in modules:
        room = module.parts[1] if len(module.parts) > 1 else ""
        if not module.is_product or room == "app" or module.parts[1:3] == ("adapters", "asterisk"):
            continue
        for node in module.nodes:
            for word in {w.lower() for text in _texts(module, node) for w in _VENDOR.findall(text)}:
                if not (word.startswith("channel") and room in _CONTACT_CHANNEL_ROOMS):
                    yield module.finding(node, f"{word!r} is the vendor's word; say it in CSTA's")


def _texts(module: Module, node: ast.AST) -> Iterator[str]:
    """Yield the names that a node introduces or uses, and its text unless it is a sentence."""
    match node:
        case ast.Name(id=text) | ast.Attribute(attr=text) | ast.arg(arg=text) | ast.alias(name=text):
            yield _snake(text)
        case ast.keyword(arg=str(text)) | ast.ClassDef(name=text):
            yield _snake(text)
        case ast.FunctionDef(name=text) | ast.AsyncFunctionDef(name=text):
            yield _snake(text)
        case ast.Constant(value=str(text)) if id(node) not in module.prose and " " not in text:
            yield text


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
