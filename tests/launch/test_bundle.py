"""Packing a folder: what goes along, what stays, what is written down. Packages and areas are stood in for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from launch import bundle, check
from launch.locks import TARGETS
from planning.api.assets import PACKAGES, find
from run import AREAS

# What is for those who work on the project, and does not go along.
LEFT = {
    ".ci", ".gitattributes", ".gitignore", ".npmrc", "CONTRIBUTING.md", "Makefile", "requirements-dev.lock",
    "requirements-node.lock", "tests",
}  # fmt: skip


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    """A small stand-in for the project, with every name that is shipped, and things that must not be."""
    folder = tmp_path / "Dự án gốc"
    folder.mkdir()
    for name in bundle.SHIPPED:
        if (root / name).is_dir():
            (folder / name).mkdir()
            (folder / name / "x.py").write_text(f"# {name}\n", "utf-8")
        else:
            (folder / name).write_bytes((root / name).read_bytes())
    (folder / "planning" / "__pycache__").mkdir()
    (folder / "planning" / "__pycache__" / "x.pyc").touch()
    for private in ("warehouse", "demo", "binh-dinh", ".git", "tests"):
        (folder / private).mkdir()
        (folder / private / "private.gpkg").touch()
    for name in PACKAGES:
        package = folder / "node_modules" / name
        (package / "dist").mkdir(parents=True)
        for file in ("package.json", "LICENSE.md", "dist/main.js", "dist/main.js.map", "README.md"):
            (package / file).write_text(f"{name} {file}", "utf-8")
    (folder / "node_modules" / "acorn").mkdir()
    (folder / "node_modules" / ".assets-0123456789abcdef").touch()
    return folder


@pytest.fixture
def stood_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """No index is asked and no area is built."""

    def wheels(_root: Path, to: Path, _target: object, python: str) -> None:
        to.mkdir(parents=True, exist_ok=True)
        (to / f"a_package-1.0-{python}.whl").write_text(python)

    def study_area(_root: Path, to: Path, _area: str) -> None:
        to.mkdir()
        (to / "catalogue.sqlite").write_bytes(b"made anew")

    monkeypatch.setattr(bundle, "wheels", wheels)
    monkeypatch.setattr(bundle, "study_area", study_area)


def wish(to: Path, **changes: object) -> bundle.Wish:
    chosen = {"to": to, "target": TARGETS["win_amd64"], "pythons": ("3.11", "3.12"), **changes}
    return bundle.Wish(**chosen)


def listed(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_everything_of_the_project_either_goes_along_or_stays_by_name(root: Path) -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("a copy without git")
    top = {name.decode().partition("/")[0] for name in done.stdout.split(b"\0") if name}
    assert top - LEFT - set(bundle.SHIPPED) == set(), "name it in launch/bundle.py, or here among what stays"
    assert set(bundle.SHIPPED) & LEFT == set()


@pytest.mark.usefixtures("stood_in")
def test_what_is_packed_is_the_project_and_nothing_of_the_user(checkout: Path, tmp_path: Path) -> None:
    made = bundle.pack(wish(tmp_path / "gói"), checkout)
    files = listed(made)
    assert not [name for name in files if "private" in name or "__pycache__" in name or name.startswith(".git")]
    assert set(bundle.SHIPPED) <= {name.partition("/")[0] for name in files}
    for folder, *_ in AREAS:
        assert (made / folder / "catalogue.sqlite").read_bytes() == b"made anew"
    assert len([name for name in files if name.endswith(".whl")]) == 2


@pytest.mark.usefixtures("stood_in")
def test_web_assets_are_those_the_server_answers_with_and_their_licences(checkout: Path, tmp_path: Path) -> None:
    made = bundle.pack(wish(tmp_path / "gói"), checkout)
    for name in PACKAGES:
        assert find(made / "node_modules", f"{name}/dist/main.js")
        assert (made / "node_modules" / name / "LICENSE.md").is_file()
        assert not (made / "node_modules" / name / "dist" / "main.js.map").exists()
    assert not (made / "node_modules" / "acorn").exists()
    assert (made / "node_modules" / ".assets-0123456789abcdef").is_file()


@pytest.mark.usefixtures("stood_in")
def test_every_file_has_its_sum_and_the_check_agrees(checkout: Path, tmp_path: Path) -> None:
    made = bundle.pack(wish(tmp_path / "gói"), checkout)
    lines = (made / "bundle" / "SHA256SUMS").read_text("utf-8").splitlines()
    assert {line[66:] for line in lines} == listed(made) - {"bundle/SHA256SUMS"}
    assert lines == sorted(lines, key=lambda line: Path(line[66:]).parts)
    assert check.main(made, ("win32", "AMD64", "3.12")) == 0
    assert json.loads((made / "bundle" / "about.json").read_text("utf-8"))["packages"] == 2


@pytest.mark.usefixtures("stood_in")
def test_two_packings_are_equal(checkout: Path, tmp_path: Path) -> None:
    one, other = (bundle.pack(wish(tmp_path / name), checkout) for name in ("một", "hai"))
    sums = [(made / "bundle" / "SHA256SUMS").read_bytes() for made in (one, other)]
    assert sums[0] == sums[1]


@pytest.mark.usefixtures("stood_in")
def test_a_folder_that_holds_something_is_left_alone(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "gói").mkdir()
    (tmp_path / "gói" / "của tôi.txt").touch()
    with pytest.raises(bundle.BundleError, match="not empty"):
        bundle.pack(wish(tmp_path / "gói"), checkout)
    assert listed(tmp_path / "gói") == {"của tôi.txt"}


@pytest.mark.usefixtures("stood_in")
def test_an_empty_folder_will_do_and_the_study_areas_may_stay_out(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "gói").mkdir()
    made = bundle.pack(wish(tmp_path / "gói", areas=False), checkout)
    assert not [folder for folder, *_ in AREAS if (made / folder).exists()]


@pytest.mark.usefixtures("stood_in")
def test_missing_web_assets_are_named_and_nothing_is_left(checkout: Path, tmp_path: Path) -> None:
    (checkout / "node_modules" / "leaflet" / "package.json").unlink()
    with pytest.raises(bundle.BundleError, match="leaflet"):
        bundle.pack(wish(tmp_path / "gói"), checkout)
    assert [path.name for path in tmp_path.iterdir()] == [checkout.name]


def test_packages_that_cannot_be_had_are_told_and_nothing_is_left(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def fails(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        seen.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(bundle.BundleError, match=r"win_amd64, Python 3\.11"):
        bundle.pack(wish(tmp_path / "gói"), checkout)
    assert [path.name for path in tmp_path.iterdir()] == [checkout.name]
    (pip,) = seen
    assert {"--require-hashes", "--only-binary", "--no-deps"} <= set(pip)
    assert pip[pip.index("--platform") + 1] == "win_amd64"
    assert pip[pip.index("--python-version") + 1] == "3.11"


@pytest.mark.usefixtures("stood_in")
def test_the_letter_opens_in_an_old_editor_of_windows(checkout: Path, tmp_path: Path) -> None:
    made = bundle.pack(wish(tmp_path / "gói"), checkout)
    letter = (made / bundle.LETTER).read_bytes()
    assert letter.startswith(b"\xef\xbb\xbf")
    assert letter.count(b"\n") == letter.count(b"\r\n") > 10
    assert "Python 3.11 / 3.12" in letter.decode("utf-8-sig")


def test_by_default_it_is_for_this_machine(root: Path) -> None:
    wanted = bundle.wish_of([], root)
    assert wanted.target.sys_platform == sys.platform
    assert wanted.pythons == (f"{sys.version_info[0]}.{sys.version_info[1]}",)
    assert wanted.to.parent == root / "dist"


@pytest.mark.parametrize("flags", [["--platform", "amiga"], ["--python", "2.7"], ["elsewhere"]])
def test_unknown_flags_are_2(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        bundle.wish_of(flags)
    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_the_status_of_a_packing_that_failed_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").touch()
    assert bundle.main(["--to", str(tmp_path)]) == 1
    assert "not empty" in capsys.readouterr().err
