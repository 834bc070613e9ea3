"""Whom the server answers by the name that was used for it."""

import asyncio
import socket

import pytest

from planning.api.hosts import KnownHosts, answered, known_hosts, name_of


@pytest.fixture
def known(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "May-Chu.so-xd.vn")
    monkeypatch.setenv("QUYHOACH_HOSTS", " quyhoach.example.vn, Ban-Do.example.vn ,")
    return known_hosts()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8501", "127.0.0.1"), ("[::1]:8501", "::1"), ("[::1]", "::1"), ("::1", "::1"),
        ("Quyhoach.Example.VN", "quyhoach.example.vn"), ("quyhoach.example.vn:443", "quyhoach.example.vn"), ("", ""),
    ],
)  # fmt: skip
def test_the_name_is_told_from_the_port(host, expected):
    assert name_of(host) == expected


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8501", "192.0.2.7", "[2001:db8::1]:80", "localhost:8501", "qh.localhost", "may-chu",
        "may-chu.so-xd.vn:1", "QUYHOACH.example.vn", "quyhoach.example.vn.", "ban-do.example.vn:443", "",
    ],
)  # fmt: skip
def test_own_names_and_figures_are_answered(host, known):
    assert answered(host, known)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8501",
        "x.quyhoach.example.vn",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "*",
    ],
)
def test_names_that_somebody_turned_to_this_machine_are_not(host, known):
    assert not answered(host, known)


def test_without_a_setting_only_this_machine_has_names(monkeypatch):
    monkeypatch.delenv("QUYHOACH_HOSTS", raising=False)
    assert not answered("quyhoach.example.vn", known_hosts())
    assert answered(socket.gethostname(), known_hosts())


def test_a_star_answers_to_every_name(monkeypatch):
    monkeypatch.setenv("QUYHOACH_HOSTS", "*")
    assert answered("evil.example", known_hosts())


def sent(type_: str, host: str) -> list[dict]:
    """What goes back to one who asks; the application behind would say "reached"."""
    messages = []

    async def application(_scope, _receive, send):
        await send({"type": "reached"})

    async def send(message):
        messages.append(message)

    scope = {"type": type_, "method": "GET", "path": "/", "headers": [(b"host", host.encode())]}
    asyncio.run(KnownHosts(application, frozenset({"quyhoach.example.vn"}))(scope, None, send))
    return messages


@pytest.mark.parametrize("type_", ["http", "websocket"])
def test_who_is_answered_reaches_the_application(type_):
    assert sent(type_, "quyhoach.example.vn:443") == [{"type": "reached"}]


def test_who_is_not_is_told_the_setting():
    start, body = sent("http", "evil.example")
    assert start["status"] == 403
    assert "QUYHOACH_HOSTS=evil.example" in body["body"].decode()


def test_the_socket_stays_shut():
    assert sent("websocket", "evil.example") == [{"type": "websocket.close", "code": 1008}]


def test_the_start_and_the_end_of_the_server_name_no_host():
    assert sent("lifespan", "") == [{"type": "reached"}]
