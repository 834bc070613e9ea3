"""Names under which the server answers: a page from elsewhere whose name was turned to this machine gets nothing.

A browser lets a page talk to its own name. Who owns a name can make it point to 127.0.0.1 or to a server of the office
once the page is open (DNS rebinding), and the page then reads what no one meant to show. Addresses in figures cannot be
turned, and are always answered; names are answered where this machine or QUYHOACH_HOSTS has them.
"""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

VARIABLE = "QUYHOACH_HOSTS"
EVERY = "*"
_POLICY = 1008  # the socket's way to say that it is not allowed


def known_hosts() -> frozenset[str]:
    """Names of this machine, and those of QUYHOACH_HOSTS, joined by commas; "*" there is every name."""
    given = (name.strip().casefold() for name in os.environ.get(VARIABLE, "").split(","))
    own = socket.gethostname().casefold()
    return frozenset({"localhost", own, own.partition(".")[0], *given} - {""})


def name_of(host: str) -> str:
    """The name of a Host header without its port: "[::1]:8501" is "::1"."""
    bare = host.strip().casefold()
    if bare.startswith("["):
        return bare[1:].partition("]")[0]
    return bare.rpartition(":")[0] if bare.count(":") == 1 else bare


def answered(host: str, known: frozenset[str]) -> bool:
    """Whether a request that names this host is answered; one that names none comes from no browser."""
    name = name_of(host).rstrip(".")
    if not name or name in known or EVERY in known:
        return True
    try:
        ip_address(name)
    except ValueError:
        return name.endswith(".localhost")
    return True


class KnownHosts:
    """Refuses what was sent to a name that is not this server's."""

    def __init__(self, app: ASGIApp, known: frozenset[str]) -> None:
        self._app, self._known = app, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers in place of the application, or hands on to it."""
        host = Headers(scope=scope).get("host", "") if scope["type"] in {"http", "websocket"} else ""
        if answered(host, self._known):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY})
        else:
            name = name_of(host)[:100]
            text = f"Chưa cho phép tên / name not allowed: {name}\n{VARIABLE}={name} (docs/installing.md)\n"
            await PlainTextResponse(text, 403)(scope, receive, send)
