"""Starting the application: where it listens, what it is told, and who is warned."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from layers.problems import OptionError
from planning import serving
from planning.cli import main
from planning.serving import ServeOptions

EVERYBODY = "0.0.0.0"  # noqa: S104 - what these tests are about


@pytest.fixture
def taken():
    """A port at which somebody listens."""
    with socket.create_server((serving.LOCAL, 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def started(monkeypatch):
    """What would have been started: words and environment."""
    seen = []
    monkeypatch.setattr(os, "execve", lambda _, words, environment: seen.append((words, environment)))
    monkeypatch.setattr(os, "chdir", lambda _: None)
    monkeypatch.setattr(serving, "check_free", lambda _: None)
    for name in ("PORT", "ADDRESS", "BASE_PATH", "WAREHOUSE", "LANG"):
        monkeypatch.delenv(f"QUYHOACH_{name}", raising=False)
    return seen


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ""),
        ("/", ""),
        ("qh", "qh"),
        ("/qh/", "qh"),
        ("/so-xay-dung/qh/", "so-xay-dung/qh"),
        ("v1.2_a~b", "v1.2_a~b"),
    ],
)
def test_a_path_of_a_proxy_has_no_slashes_at_its_ends(given, expected):
    assert serving.base_path(given) == expected


@pytest.mark.parametrize(
    "given", ["quy hoạch", "a//b", "../x", "a/../b", "?a", "a\nb", "%20", "vendor", "_stcore/x", "-x"]
)
def test_a_path_that_an_address_cannot_hold_is_refused(given):
    with pytest.raises(OptionError) as refused:
        serving.base_path(given)
    assert refused.value.problems[0].code == "base_path_unfit"


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1", True), ("127.1.2.3", True), ("localhost", True), ("::1", True), ("[::1]", True),
        (EVERYBODY, False), ("::", False), ("192.0.2.7", False), ("may-chu", False),
    ],
)  # fmt: skip
def test_who_can_reach_an_address(address, local):
    assert serving.is_local(address) is local


@pytest.mark.parametrize("address", [EVERYBODY, "::", "192.0.2.7"])
@pytest.mark.parametrize(("language", "words"), [("vi", "không có đăng nhập riêng"), ("en", "no log-in of its own")])
def test_letting_the_network_in_is_said(address, language, words, started, capsys):
    assert main(["serve", "--address", address, "-w", "kho", "--lang", language]) == 0
    assert words in capsys.readouterr().err
    assert f"--server.address={address}" in started[0][0]


def test_this_machine_alone_needs_no_warning(started, capsys):
    assert main(["serve", "-w", "kho"]) == 0
    assert capsys.readouterr().err == "http://127.0.0.1:8501/\n"
    assert "--server.address=127.0.0.1" in started[0][0]


def test_a_server_for_all_addresses_is_told_its_name_and_asks_nobody_for_it(started, capsys):
    main(["serve", "--address", EVERYBODY, "-w", "kho"])
    assert f"--browser.serverAddress={socket.gethostname()}" in started[0][0]
    assert f"http://{socket.gethostname()}:8501/" in capsys.readouterr().err


def test_the_environment_rules_where_no_flag_does(started, monkeypatch):
    for name, value in (("PORT", "8600"), ("ADDRESS", "127.0.0.2"), ("BASE_PATH", "/qh/"), ("WAREHOUSE", "kho chung")):
        monkeypatch.setenv(f"QUYHOACH_{name}", value)
    main(["serve"])
    main(["serve", "--port", "8700", "--base-path", ""])
    words, environment = started[0]
    assert words[-3:] == ["--server.address=127.0.0.2", "--server.port=8600", "--server.baseUrlPath=qh"]
    assert environment["QUYHOACH_WAREHOUSE"] == "kho chung"
    assert started[1][0][-2:] == ["--server.port=8700", "--server.baseUrlPath="]


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "có lẽ Quyhoach đang chạy"), ("en", "perhaps Quyhoach is running")]
)
def test_a_second_start_is_told_that_the_first_is_there(language, words, taken, capsys):
    assert main(["serve", "--port", str(taken), "-w", "kho", "--lang", language]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert f"http://127.0.0.1:{taken}/" in told
    assert words in told


def test_an_address_of_another_machine_is_refused(capsys):
    assert main(["serve", "--address", "192.0.2.7", "-w", "kho", "--lang", "en"]) == 1
    assert "192.0.2.7" in capsys.readouterr().err


def test_a_free_port_is_left_free():
    with socket.create_server((serving.LOCAL, 0)) as listener:
        port = listener.getsockname()[1]
    serving.check_free(ServeOptions(port=port))
    socket.create_server((serving.LOCAL, port)).close()


def test_an_unfit_path_is_1_with_a_remedy(started, capsys):
    assert main(["serve", "--base-path", "quy hoạch", "--lang", "en"]) == 1
    assert "quyhoach, so/quyhoach" in capsys.readouterr().err
    assert started == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (ServeOptions(), "http://127.0.0.1:8501/"),
        (ServeOptions(address="::1", port=80, base_path="a/b"), "http://[::1]:80/a/b/"),
        (ServeOptions(address="[::1]"), "http://[::1]:8501/"),
    ],
)
def test_the_address_to_open(options, expected):
    assert serving.shown(options) == expected


def test_windows_has_no_exec_and_waits_for_the_server(monkeypatch):
    seen = []
    monkeypatch.setattr(serving.os, "name", "nt")
    monkeypatch.setattr(subprocess, "call", lambda words, **_: seen.append(words) or 7)
    assert serving.start(ServeOptions(), "kho", "vi") == 7
    assert seen[0][:4] == [sys.executable, "-m", "streamlit", "run"]


def test_areas_that_were_made_come_first_and_a_warehouse_of_ones_own_last(tmp_path):
    (tmp_path / "demo").mkdir()
    own = tmp_path / "kho của tôi"
    folders = serving.offered(tmp_path, own).split(os.pathsep)
    assert folders == [str(tmp_path / "demo"), str(own)]
    assert (own / "catalogue.sqlite").is_file()
