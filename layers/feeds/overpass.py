"""One question to an Overpass server: asked politely, its answer written to a file, checked, and only then kept.

osmnx could ask too; what it does (2.1, `_overpass`, `_http`) is not enough here. Its request repeats for ever where a
server is busy, takes a part (an answer with a remark) for the whole, rewrites `socket.getaddrinfo` for the whole
process, and asks a public resolver where a name is not found. A tool for closed networks must do none of these. Its
answers are JSON besides, which our reader of extracts would have to learn a second time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import requests

from layers.feeds.overpass_answer import UnusableError, checked
from layers.problems import OptionError, Problem

ENDPOINT = "https://overpass-api.de/api"
ENVIRONMENT = "QUYHOACH_OVERPASS"
AGENT = "Quyhoach (urban planning, one request at a time)"
_CHUNK = 1 << 14  # small, so that the clock is looked at often where an answer drips
_SHOWN = 160
_OK, _TOO_LARGE, _TOO_MANY = 200, 413, 429
_BUSY = frozenset({408, 425, 500, 502, 503, 504})
_REDIRECTS = range(300, 400)

Kind = Literal["no_connection", "rate_limited", "busy", "slow", "too_much", "cut_off", "remark", "not_overpass",
               "redirected", "refused", "broken"]  # fmt: skip
HOPELESS: frozenset[Kind] = frozenset({"not_overpass", "redirected", "refused"})
"""What asking again does not change."""


class FailedError(Exception):
    """A question without an answer: why, what was seen, and how long the server asked to be left alone."""

    def __init__(self, kind: Kind, said: str = "", wait_s: float = 0.0) -> None:
        super().__init__(f"{kind}: {said}")
        self.kind, self.said, self.wait_s = kind, said[:_SHOWN], wait_s


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How a server is treated: `attempts` for one tile; the pause after a failure, doubled each time up to the longest.

    `between_s` lies between two questions that went well. `silent_s` is how long the server may say nothing (it works
    up to `overpass_query.SERVER_TIMEOUT_S` on a question), `whole_s` how long one answer may take in all, `most_bytes`
    how large it may be: beyond these two, as after a timeout on the server, the tile is cut in four.
    """

    attempts: int = 6
    pause_s: float = 5.0
    longest_pause_s: float = 300.0
    between_s: float = 1.0
    connect_s: float = 15.0
    silent_s: float = 210.0
    whole_s: float = 900.0
    most_bytes: int = 200_000_000

    def pause_after(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        return float(min(self.longest_pause_s, self.pause_s * 2 ** (failures - 1)))


@dataclass(frozen=True)
class Server:
    """An Overpass server: where questions go, and how it is treated."""

    url: str
    patience: Patience = field(default_factory=Patience)
    clock: Callable[[], float] = time.monotonic

    @property
    def host(self) -> str:
        """Its name, as shown to people."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def ask(self, question: str, target: Path) -> None:
        """Puts the answer at `target`; nothing is there before it is whole and checked.

        Raises
        ------
        FailedError
            Whatever went wrong; a file that had begun is gone.
        """
        beside = target.with_name(f"{target.name}.{os.getpid()}.part")  # two at once do not write into one
        try:
            self._fetch(question, beside)
            checked(beside)
            beside.replace(target)
        except UnusableError as error:
            raise FailedError(error.fault, error.said) from None
        finally:
            beside.unlink(missing_ok=True)

    def _fetch(self, question: str, beside: Path) -> None:
        """The answer as it comes, written to a file."""
        patience = self.patience
        try:
            with requests.post(
                self.url,
                data={"data": question},
                headers={"User-Agent": AGENT, "Accept": "application/osm3s+xml, application/xml, text/xml"},
                timeout=(patience.connect_s, patience.silent_s),
                stream=True,
                allow_redirects=False,  # whoever asks one server must not end up at another
            ) as response:
                self._look_at(response)
                self._write(response, beside)
        except requests.exceptions.ReadTimeout:
            raise FailedError("slow", f"> {patience.silent_s:g} s") from None
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            raise FailedError("cut_off", type(error).__name__) from None
        except requests.exceptions.ConnectionError as error:
            # A read that times out in the middle of a body comes as a ConnectionError too.
            kind: Kind = "slow" if "timed out" in str(error) and beside.exists() else "no_connection"
            raise FailedError(kind, type(error).__name__) from None
        except requests.exceptions.RequestException as error:
            raise FailedError("refused", str(error)) from None

    def _look_at(self, response: requests.Response) -> None:
        status = response.status_code
        said = f"HTTP {status} {response.reason or ''}".strip()
        if status == _TOO_MANY or status in _BUSY:
            kind: Kind = "rate_limited" if status == _TOO_MANY else "busy"
            raise FailedError(kind, said, retry_after_s(response.headers.get("Retry-After", "")))
        if status in _REDIRECTS:
            raise FailedError("redirected", f"{said}: {response.headers.get('Location', '')}")
        if status == _TOO_LARGE:
            raise FailedError("too_much", said)
        if status != _OK:
            raise FailedError("refused", said)
        type_ = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if (type_ and "xml" not in type_) or type_ == "application/xhtml+xml":
            raise FailedError("not_overpass", type_)

    def _write(self, response: requests.Response, beside: Path) -> None:
        began, size = self.clock(), 0
        with beside.open("wb") as stream:
            for piece in response.iter_content(_CHUNK):
                size += len(piece)
                if size > self.patience.most_bytes:
                    raise FailedError("too_much", f"> {self.patience.most_bytes // 10**6} MB")
                if self.clock() - began > self.patience.whole_s:
                    raise FailedError("too_much", f"> {self.patience.whole_s:.0f} s")
                stream.write(piece)


def server_at(address: str, patience: Patience | None = None) -> Server:
    """The server at an address, which may end in /interpreter or not.

    Raises
    ------
    OptionError
        `endpoint_address` for what is no http(s) address.
    """
    address = (address or ENDPOINT).strip()
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise OptionError(Problem(code="endpoint_address", found=address[:_SHOWN], allowed=ENDPOINT))
    address = address.rstrip("/")
    return Server(address if address.endswith("/interpreter") else f"{address}/interpreter", patience or Patience())


def retry_after_s(text: str) -> float:
    """Seconds of a Retry-After header, given as a number or as a date; 0 where there is none that can be read."""
    if text.strip().isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
