"""Lock files read for another system and another Python than this one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from packaging.markers import Marker

_PIN = re.compile(
    r"(?P<pin>[\w.-]+(?:\[[\w,-]+\])?==[\w.+!-]+)\s*(?:;(?P<marker>.*?))?(?P<hashes>(?:\s+--hash=sha256:[0-9a-f]{64})+)"
)
_OLDEST_GLIBC, _NEWEST_GLIBC = 5, 28  # Debian 10, Ubuntu 20.04 and RHEL 8 have 2.28 or newer


@dataclass(frozen=True, kw_only=True)
class Target:
    """A system for which packages are gathered.

    `name` is what users and folders call it, `sys_platform` and `machine` are as Python there calls them.
    """

    name: str
    sys_platform: str
    machine: str
    tags: tuple[str, ...]

    def environment(self, python: str) -> dict[str, str]:
        """What markers in a lock ask about this system, for a Python such as "3.12"."""
        names = {"win32": ("nt", "Windows"), "linux": ("posix", "Linux"), "darwin": ("posix", "Darwin")}
        os_name, system = names[self.sys_platform]
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": os_name,
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": self.sys_platform,
        }


def _linux(machine: str) -> Target:
    newest_first = range(_NEWEST_GLIBC, _OLDEST_GLIBC - 1, -1)
    tags = [f"manylinux_2_{minor}_{machine}" for minor in newest_first]
    old = [f"manylinux{year}_{machine}" for year in ("2014", "2010", "1")]
    return Target(
        name=f"linux_{machine}", sys_platform="linux", machine=machine, tags=(*tags, *old, f"linux_{machine}")
    )


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target(name="win_amd64", sys_platform="win32", machine="AMD64", tags=("win_amd64",)),
        _linux("x86_64"),
        _linux("aarch64"),
        Target(name="macosx_arm64", sys_platform="darwin", machine="arm64", tags=("macosx_14_0_arm64",)),
    )
}


def here(sys_platform: str, machine: str) -> Target | None:
    """The system of these names; `None` where it is not one of those known."""
    found = (t for t in TARGETS.values() if (t.sys_platform, t.machine) == (sys_platform, machine))
    return next(found, None)


def narrowed(lock: str, target: Target, python: str) -> str:
    """The lines of a lock that a system needs, without the conditions, so that any pip takes them for its own.

    Raises
    ------
    ValueError
        A line is no pinned package with hashes.
    """
    environment = target.environment(python)
    kept = []
    for line in _lines(lock):
        found = _PIN.fullmatch(line)
        if found is None:
            raise ValueError(f"not a pinned package: {line[:100]}")
        if found["marker"] is None or Marker(found["marker"].strip()).evaluate(environment):
            kept.append(" ".join((found["pin"], *found["hashes"].split())))
    return "\n".join(kept) + "\n"


def _lines(lock: str) -> list[str]:
    logical = (line.partition(" #")[0].strip() for line in lock.replace("\\\n", " ").splitlines())
    return [line for line in logical if line and not line.startswith("#")]
