"""What can be tried of Windows without Windows: encodings, line ends, names, files that are open or read-only."""

from __future__ import annotations

import ast
import io
import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

import run
from layers.town import grid_town
from layers.warehouse import open_warehouse, staging
from planning.__main__ import in_utf8
from planning.cli import main
from tests.test_project import files

PACKAGES = ("data", "launch", "layers", "scenarios", "planning")
NOT_ON_WINDOWS = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "syslog"}
LONGEST = 110  # characters of a path in the project: 150 are left for the folder that somebody puts it in


def trees(root: Path) -> list[tuple[str, ast.Module]]:
    sources = [root / "run.py", root / "app.py", *(f for package in PACKAGES for f in (root / package).rglob("*.py"))]
    return [(file.relative_to(root).as_posix(), ast.parse(file.read_text("utf-8"))) for file in sorted(sources)]


# The code


def test_no_module_is_asked_for_that_windows_lacks(root):
    found = []
    for name, tree in trees(root):
        for node in ast.walk(tree):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{name}: {module}" for module in imported if module.partition(".")[0] in NOT_ON_WINDOWS]
            if isinstance(node, ast.Attribute) and node.attr in {"fork", "SIGKILL", "SIGALRM", "geteuid", "setsid"}:
                found.append(f"{name}: {node.attr}")
    assert found == []


def test_every_text_is_read_and_written_in_a_named_encoding(root):
    """Where none is named Windows takes the one of the country, and Vietnamese letters are lost."""
    found = []
    for name, tree in trees(root):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            keywords = {keyword.arg for keyword in call.keywords}
            words = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            named = "encoding" in keywords or any(re.fullmatch(r"utf-8(-sig)?|ascii", word) for word in words)
            if isinstance(call.func, ast.Attribute) and function in {"read_text", "write_text"} and not named:
                found.append(f"{name}:{call.lineno} {function}")
            if function in {"run", "Popen", "check_output"} and keywords & {"text", "universal_newlines"} and not named:
                found.append(f"{name}:{call.lineno} {function}")
            text_mode = function == "open" and any(re.fullmatch(r"[rwax]\+?t?", word) for word in words)
            if text_mode and not named and "driver" not in keywords and not is_rasterio(call):
                found.append(f"{name}:{call.lineno} open")
    assert found == []


def is_rasterio(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in {"rasterio", "archive", "new"}


def test_no_date_is_written_in_a_way_that_windows_refuses(root):
    found = [
        f"{name}: {node.value}"
        for name, tree in trees(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"%-[dmHMSyjI]\b", node.value)
    ]
    assert found == []


# Names


def test_every_file_of_the_project_has_a_name_for_all_systems(root):
    names = [file.relative_to(root).as_posix() for file in files(root)]
    wrong = [name for name in names if set(name) & set('<>:"\\|?*') or not name.isascii()]
    wrong += [name for name in names for part in name.split("/") if part[-1] in ". "]
    wrong += [name for name in names if any(PureWindowsPath(part).is_reserved() for part in name.split("/"))]
    wrong += [name for name in names if len(name) > LONGEST]
    assert wrong == []
    assert len({name.casefold() for name in names}) == len(names), "two names differ by case alone"


# Start files


@pytest.mark.parametrize("name", ["chay.bat", "docs/office/may-chu.bat"])
def test_batch_files_have_the_line_ends_of_windows_and_speak_utf8_before_any_letter_of_it(name, root):
    content = (root / name).read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") > 5
    before, _, _ = content.partition(b"chcp 65001")
    assert before.isascii()
    assert not content.startswith(b"\xef\xbb\xbf")  # the first line would fail


def test_batch_files_quote_their_own_place(root):
    for name in ("chay.bat", "docs/office/may-chu.bat"):
        text = (root / name).read_text("utf-8")
        assert text.count("%~dp0") == len(re.findall(r'"%~dp0[\w.-]+"', text)), name


def test_the_task_of_windows_runs_for_longer_than_three_days(root):
    from defusedxml.ElementTree import parse

    tree = parse(root / "docs" / "office" / "quyhoach-task.xml")
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert tree.findtext("t:Settings/t:ExecutionTimeLimit", namespaces=space) == "PT0S"
    assert tree.findtext("t:Principals/t:Principal/t:UserId", namespaces=space) == "S-1-5-19"
    assert PureWindowsPath(tree.findtext("t:Actions/t:Exec/t:Command", namespaces=space)).name == "may-chu.bat"


# Encodings of output


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "cp437"])
def test_a_pipe_with_an_old_encoding_gets_utf8(encoding, monkeypatch):
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    in_utf8(stream)
    stream.write("Sở Xây dựng: phường Quy Nhơn")
    stream.flush()
    assert stream.buffer.getvalue().decode("utf-8") == "Sở Xây dựng: phường Quy Nhơn"


def test_an_encoding_that_was_asked_for_is_kept_and_loses_letters_but_not_the_run(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", errors="strict")
    in_utf8(stream)
    stream.write("Sở à")
    stream.flush()
    assert stream.buffer.getvalue() == "S? à".encode("cp1252")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_command_fails_for_the_letters_of_a_console(encoding, lang, root, tmp_path):
    commands = {0: ["layers", "--json"], 1: ["history", "không có"], 2: ["serve", "--port", "không"]}
    settings = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for status, words in commands.items():
        command = [sys.executable, "-m", "planning", *words, "--lang", lang]
        command += ["-w", str(tmp_path / "kho dữ liệu")]
        if status == 0:
            open_warehouse(tmp_path / "kho dữ liệu", create=True)
        done = subprocess.run(command, cwd=root, env=settings, capture_output=True, check=False)
        assert done.returncode == status, done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258"])
def test_the_launcher_speaks_on_any_console(encoding, root):
    settings = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "run.py", "không"], cwd=root, env=settings, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


# Files that are open or read-only


class AsOnWindows:
    """`os` as the module under test sees it there."""

    name = "nt"

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


def as_windows_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `replace` refuse what Windows refuses: a target that is a folder or read-only."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.exists() and (target.is_dir() or not target.stat().st_mode & 0o200):
            raise PermissionError(13, "Access is denied", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_a_version_takes_the_place_of_a_read_only_leftover(tmp_path, monkeypatch):
    as_windows_replaces(monkeypatch)
    monkeypatch.setattr(staging, "os", AsOnWindows())
    fresh, target = tmp_path / ".new-1-a.gpkg", tmp_path / "3f9c.gpkg"
    for file, content in ((fresh, b"new"), (target, b"old")):
        file.write_bytes(content)
        staging.settle(file)
    staging.publish(fresh, target)
    assert target.read_bytes() == b"new"


def test_a_half_made_study_area_of_read_only_files_is_no_hindrance(tmp_path, monkeypatch):
    left = tmp_path / ".quyhoach" / "demo" / "layers"
    left.mkdir(parents=True)
    (left / "a.gpkg").touch()
    (left / "a.gpkg").chmod(0o444)
    real = os.unlink

    def unlink(path, **how):
        if not os.stat(path, **how).st_mode & 0o200:  # noqa: PTH116 - a name within an open folder
            raise PermissionError(13, "Access is denied", str(path))
        real(path, **how)

    monkeypatch.setattr(os, "unlink", unlink)

    def made(_root: Path, *command: object) -> int:
        folder = Path(str(command[-1]))
        assert not folder.exists()
        folder.mkdir()
        return 0

    monkeypatch.setattr(run, "call", made)
    run.demo(tmp_path, "demo", "sample")
    assert (tmp_path / "demo").is_dir()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux lists the files that a process has open")
def test_nothing_stays_open_that_windows_would_then_not_move_or_remove(tmp_path):
    home = tmp_path / "kho"
    warehouse = open_warehouse(home, create=True)
    for layer in grid_town(4, 4, 200).layers.values():
        warehouse.put(layer)
    for entry in warehouse.entries():
        warehouse.get(entry.layer)
        warehouse.history(entry.layer)
    assert main(["export", "streets", "-o", str(tmp_path / "đường.gpkg"), "-w", str(home)]) == 0
    assert main(["check", "-w", str(home)]) in {0, 1}
    still = {os.path.realpath(handle) for handle in Path("/proc/self/fd").iterdir()}
    assert sorted(name for name in still if name.startswith(str(tmp_path))) == []


@pytest.mark.parametrize("name", ["nt", "posix"])
def test_the_interpreter_is_looked_for_where_the_system_puts_it(name, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "WINDOWS", name == "nt")
    expected = {"nt": ".venv/Scripts/python.exe", "posix": ".venv/bin/python"}[name]
    assert run.python_of(tmp_path) == tmp_path / expected


def test_where_there_is_no_exec_the_launcher_waits_for_the_application(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(run, "WINDOWS", True)
    monkeypatch.setattr(subprocess, "run", lambda words, **_: seen.append(words) or SimpleNamespace(returncode=5))
    assert run.become(tmp_path, "python.exe", "-m", "planning") == 5
    assert seen == [["python.exe", "-m", "planning"]]
