"""Turns dataclasses into JSON values and back, guided by their annotations alone.

Understood: None, bool, int, float, str, enums, literals, UUID, datetime, date, dataclasses, `X | None`, unions of
registered dataclasses (tagged with "@"), tuple[X, Y], tuple[X, ...], list[X], frozenset[X], set[X], dict and
Mapping[K, V] (a list of pairs when keys are no strings in JSON), other classes with `to_json` and `from_json`, and
Any or object for values that are JSON already. Fields with `init=False` are derived and left out. A missing field
takes its default, so that adding fields with defaults keeps old data readable; an unknown field is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

TAG = "@"
Convert = Callable[[Any], Any]
Pair = tuple[Convert, Convert]
T = TypeVar("T")


class CodecError(ValueError):
    """A type cannot be described, or data does not match its type."""


def _same(value: Any) -> Any:
    return value


_text_of = lru_cache(maxsize=65_536)(UUID.__str__)
"""The same agents and calls come again and again."""
_PLAIN: dict[Any, Pair] = {
    **dict.fromkeys((bool, int, float, str, None, NoneType, Any, object), (_same, _same)),
    UUID: (_text_of, UUID),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
}


def _is_text(hint: Any) -> bool:
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return isinstance(hint, type) and issubclass(hint, str | UUID | date)


class Codec:
    """Encodes and decodes values of registered dataclasses; every class is compiled once."""

    def __init__(self, types: Iterable[type]) -> None:
        """Register the classes that may stand at the top or in a union of several.

        Raises: CodecError when two classes share a name, or one has no JSON form.
        """
        self._pairs: dict[Any, Pair] = dict(_PLAIN)
        self._by_name: dict[str, type] = {}
        for cls in types:
            if self._by_name.setdefault(cls.__name__, cls) is not cls:
                raise CodecError(f"two classes are named {cls.__name__}")
        for cls in self._by_name.values():
            self._pair(cls)

    def encode(self, value: Any) -> dict[str, Any]:
        """Turn a registered dataclass into a JSON object that names its class.

        Raises: CodecError.
        """
        cls = type(value)
        if self._by_name.get(cls.__name__) is not cls:
            raise CodecError(f"{cls.__name__} is not registered")
        return {TAG: cls.__name__, **self._pair(cls)[0](value)}

    def decode(self, data: Mapping[str, Any]) -> Any:
        """Turn what `encode` made back into the dataclass.

        Raises: CodecError.
        """
        name = data.get(TAG)
        cls = self._by_name.get(name) if isinstance(name, str) else None
        if cls is None:
            raise CodecError(f"{name!r} is not registered")
        return self._pair(cls)[1]({key: value for key, value in data.items() if key != TAG})

    def dump(self, value: Any) -> Any:
        """Turn a dataclass, whose class the reader knows, into a JSON object."""
        return self._pair(type(value))[0](value)

    def load(self, cls: type[T], data: Any) -> T:
        """Turn what `dump` made back into the class.

        Raises: CodecError.
        """
        value: T = self._pair(cls)[1](data)
        return value

    def _pair(self, hint: Any) -> Pair:
        pair = self._pairs.get(hint)
        if pair is None:
            try:
                pair = self._pairs[hint] = self._compile(hint)
            except CodecError:
                self._pairs.pop(hint, None)  # a class stands there before its fields are compiled
                raise
        return pair

    def _compile(self, hint: Any) -> Pair:
        if isinstance(hint, NewType):
            return self._pair(hint.__supertype__)
        origin = get_origin(hint)
        if origin is Literal:
            return _same, _same
        if origin in (Union, UnionType):
            return self._union(get_args(hint))
        if origin in (tuple, list, set, frozenset):
            return self._collection(hint, origin)
        if origin in (dict, Mapping):
            return self._mapping(*get_args(hint))
        if isinstance(hint, type) and issubclass(hint, Enum):
            return (lambda value: value.value), hint
        if isinstance(hint, type) and is_dataclass(hint):
            return self._record(hint)
        if hasattr(hint, "to_json") and hasattr(hint, "from_json"):
            return hint.to_json, hint.from_json
        raise CodecError(f"no JSON form for {hint!r}")

    def _union(self, members: tuple[Any, ...]) -> Pair:
        some = [member for member in members if member is not NoneType]
        if len(some) == 1:
            encode, decode = self._pair(some[0])
        elif all(member in self._by_name.values() or self._pair(member) == (_same, _same) for member in some):
            encode, decode = self._encode_member, self._decode_member
        else:
            raise CodecError(f"no JSON form for a union of {members!r}")
        if len(some) == len(members):
            return encode, decode
        return (
            lambda value: None if value is None else encode(value),
            lambda data: None if data is None else decode(data),
        )

    def _encode_member(self, value: Any) -> Any:
        return self.encode(value) if is_dataclass(value) else value

    def _decode_member(self, data: Any) -> Any:
        return self.decode(data) if isinstance(data, dict) else data

    def _collection(self, hint: Any, origin: type) -> Pair:
        args = get_args(hint)
        if origin is tuple and args[1:] != (...,):
            pairs = [self._pair(arg) for arg in args]
            return (
                lambda items: [pair[0](item) for pair, item in zip(pairs, items, strict=True)],
                lambda data: tuple(pair[1](item) for pair, item in zip(pairs, data, strict=True)),
            )
        encode, decode = self._pair(args[0])
        if origin in (set, frozenset):
            return (lambda items: sorted(map(encode, items))), (lambda data: origin(map(decode, data)))
        return (lambda items: list(map(encode, items))), (lambda data: origin(map(decode, data)))

    def _mapping(self, key_hint: Any, value_hint: Any) -> Pair:
        encode_key, decode_key = self._pair(key_hint)
        encode, decode = self._pair(value_hint)
        if _is_text(key_hint):
            return (
                lambda items: {encode_key(key): encode(value) for key, value in items.items()},
                lambda data: {decode_key(key): decode(value) for key, value in data.items()},
            )
        return (
            lambda items: [[encode_key(key), encode(value)] for key, value in items.items()],
            lambda data: {decode_key(key): decode(value) for key, value in data},
        )

    def _record(self, cls: type) -> Pair:
        parts: list[tuple[str, Convert]] = []
        readers: dict[str, Convert] = {}
        required: set[str] = set()

        def encode(value: Any) -> dict[str, Any]:
            return {name: convert(getattr(value, name)) for name, convert in parts}

        def decode(data: Any) -> Any:
            if not (isinstance(data, dict) and readers.keys() >= data.keys() >= required):
                raise CodecError(f"these are not the fields of {cls.__name__}: {data!r}")
            return cls(**{name: readers[name](value) for name, value in data.items()})

        self._pairs[cls] = encode, decode  # before its fields: they may refer back to it
        hints = get_type_hints(cls)
        for spec in fields(cls):
            if spec.init:
                writer, readers[spec.name] = self._pair(hints[spec.name])
                parts.append((spec.name, writer))
                if spec.default is MISSING and spec.default_factory is MISSING:
                    required.add(spec.name)
        return encode, decode
