"""Contents that pages hand to the browser by address: shapes, tooltips and pictures of maps.

An address is made of the content, so the browser keeps what it fetched for ever: a map that comes back, on this page
or on another, sends nothing. What nobody looks at is never made: a content can be promised, and is made when it is
asked for. One store serves all sessions of the process; it holds no choices of anybody.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

ROUTE = "/content/"
UP = "../../"
"""From the frame of a map, `component/NAME/`, up to the address of the application, whatever path a proxy gives it."""
PREFIX = UP + ROUTE.removeprefix("/")
_MOST_BYTES = 256 * 1024 * 1024
_MOST_PROMISES = 1000
_WORTH_PACKING = 1024

Make = Callable[[], bytes]


class Store:
    """Texts and pictures by address, the oldest forgotten when there are too many; safe for threads."""

    def __init__(self, most_bytes: int = _MOST_BYTES, most_promises: int = _MOST_PROMISES) -> None:
        self._most, self._most_promises = most_bytes, most_promises
        self._items: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._promises: OrderedDict[str, tuple[Make, Lock]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def put(self, content: bytes, suffix: str) -> str:
        """The address under which a content can be fetched from now on; text is kept packed by gzip."""
        name = f"{hashlib.sha256(content).hexdigest()[:32]}.{suffix}"
        with self._lock:
            known = name in self._items
        if not known:
            self._keep(name, content)
        return PREFIX + name

    def promise(self, key: str, suffix: str, make: Make) -> str:
        """The address of a content that is made when it is first asked for; `key` is its content key."""
        name = f"{key}.{suffix}"
        with self._lock:
            if name not in self._promises:
                self._promises[name] = (make, Lock())
            self._promises.move_to_end(name)
            while len(self._promises) > self._most_promises:
                self._promises.popitem(last=False)
        return PREFIX + name

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Content and encoding ("gzip" or "") of a name, `None` where it is not known; makes what was promised."""
        with self._lock:
            found, promise = self._items.get(name), self._promises.get(name)
        if found is not None or promise is None:
            return found
        make, alone = promise
        with alone:  # whoever comes second waits for the first
            with self._lock:
                found = self._items.get(name)
            return found or self._keep(name, make())

    def _keep(self, name: str, content: bytes) -> tuple[bytes, str]:
        packed = name.endswith(".json") and len(content) > _WORTH_PACKING
        item = (gzip.compress(content, 5, mtime=0), "gzip") if packed else (content, "")
        with self._lock:
            if name not in self._items:
                self._size += len(item[0])
            self._items[name] = item
            while self._size > self._most and len(self._items) > 1:
                _, (gone, _) = self._items.popitem(last=False)
                self._size -= len(gone)
        return item

    @property
    def size(self) -> int:
        """Bytes held now."""
        return self._size


STORE = Store()
"""The store of this process."""
