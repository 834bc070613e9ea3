"""Locks read for other systems: conditions met and not met, and a line that is no pin."""

from __future__ import annotations

import pytest
from packaging.tags import parse_tag

from launch.locks import TARGETS, here, narrowed

A, B = "a" * 64, "b" * 64
LOCK = f"""\
# made by hand
plain==1.0 \\
    --hash=sha256:{A} \\
    --hash=sha256:{B}
    # via something
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{A}
old==1.0 ; python_full_version < '3.12' \\
    --hash=sha256:{A}
old==2.0 ; python_full_version >= '3.12' \\
    --hash=sha256:{B}
unix[extra]==3.1 ; sys_platform != 'darwin' and os_name == 'posix' \\
    --hash=sha256:{A}
"""


def names(target: str, python: str) -> list[str]:
    return [line.split(" ")[0] for line in narrowed(LOCK, TARGETS[target], python).splitlines()]


@pytest.mark.parametrize(
    ("target", "python", "expected"),
    [
        ("win_amd64", "3.11", ["plain==1.0", "colorama==0.4.6", "old==1.0"]),
        ("win_amd64", "3.13", ["plain==1.0", "colorama==0.4.6", "old==2.0"]),
        ("linux_x86_64", "3.12", ["plain==1.0", "old==2.0", "unix[extra]==3.1"]),
        ("macosx_arm64", "3.11", ["plain==1.0", "old==1.0"]),
    ],
)
def test_a_system_gets_what_its_conditions_say(target: str, python: str, expected: list[str]) -> None:
    assert names(target, python) == expected


def test_every_hash_stays_and_no_condition_does() -> None:
    text = narrowed(LOCK, TARGETS["win_amd64"], "3.11")
    assert text.splitlines()[0] == f"plain==1.0 --hash=sha256:{A} --hash=sha256:{B}"
    assert ";" not in text


@pytest.mark.parametrize("line", ["plain==1.0", "plain>=1.0 --hash=sha256:" + A, "plain==1.0 --hash=sha256:12", "-e ."])
def test_a_line_without_version_or_hash_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a pinned package"):
        narrowed(line + "\n", TARGETS["win_amd64"], "3.11")


def test_tags_are_such_as_wheels_have() -> None:
    for target in TARGETS.values():
        assert all(next(iter(parse_tag(f"cp311-cp311-{tag}"))).platform == tag for tag in target.tags)


@pytest.mark.parametrize(
    ("sys_platform", "machine", "expected"),
    [("win32", "AMD64", "win_amd64"), ("linux", "x86_64", "linux_x86_64"), ("freebsd13", "amd64", None)],
)
def test_a_machine_is_known_by_what_python_calls_it(sys_platform: str, machine: str, expected: str | None) -> None:
    found = here(sys_platform, machine)
    assert (found and found.name) == expected
