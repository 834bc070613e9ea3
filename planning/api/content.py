"""Contents that pages hand to the browser by address: shapes, tooltips and pictures of maps.

An address is made of the content, so the browser keeps what it fetched for ever: a map that comes back, on this page or on
another, sends nothing. One store serves all sessions of the process; it holds no choices of anybody.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from threading import Lock

PREFIX = "/content/"
_MOST_BYTES = 256 * 1024 * 1024
_WORTH_PACKING = 1024


class Store:
    """Texts and pictures by address, the oldest forgotten when there are too many; safe for threads."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._items: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def put(self, content: bytes, suffix: str) -> str:
        """The address under which the content can be fetched from now on; text is kept packed by gzip."""
        name = f"{hashlib.sha256(content).hexdigest()[:32]}.{suffix}"
        with self._lock:
            if name in self._items:
                self._items.move_to_end(name)
                return PREFIX + name
        packed = suffix == "json" and len(content) > _WORTH_PACKING
        kept = gzip.compress(content, 5, mtime=0) if packed else content
        with self._lock:
            if name not in self._items:
                self._size += len(kept)
            self._items[name] = (kept, "gzip" if packed else "")
            while self._size > self._most and len(self._items) > 1:
                _, (gone, _) = self._items.popitem(last=False)
                self._size -= len(gone)
        return PREFIX + name

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Content and encoding ("gzip" or "") of a name, `None` where it is not known."""
        with self._lock:
            return self._items.get(name)


STORE = Store()
"""The store of this process."""
