"""Keeping what was costly to compute: passed in by whoever asks, never imported by what computes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Remember(Protocol):
    """Gives the value of a key, made once. The key must hold everything that the value depends on."""

    def __call__(self, key: str, make: Callable[[], T]) -> T:
        """The value, from memory or made now."""
        ...


def forget(key: str, make: Callable[[], T]) -> T:
    """No memory at all: the value, made each time."""
    del key
    return make()


class Memory:
    """A memory of the last few values, for several threads: who asks for what is being made waits for it."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._values: OrderedDict[str, Any] = OrderedDict()
        self._making: dict[str, threading.RLock] = {}
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, key: str, make: Callable[[], T]) -> T:
        """The value, from memory or made now."""
        with self._lock:
            if key in self._values:
                return self._found(key)  # type: ignore[no-any-return]
            alone = self._making.setdefault(key, threading.RLock())
        with alone:
            with self._lock:
                if key in self._values:
                    return self._found(key)  # type: ignore[no-any-return]
            try:
                value = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._values[key] = value
                self._asked.add(key)
                while len(self._values) > self._most:
                    self._asked.discard(self._values.popitem(last=False)[0])
            return value

    def drop_unused(self) -> None:
        """Forgets what nobody has asked for since this was called last."""
        with self._lock:
            for key in self._values.keys() - self._asked:
                del self._values[key]
            self._asked.clear()

    def _found(self, key: str) -> Any:
        self._asked.add(key)
        self._values.move_to_end(key)
        return self._values[key]
