"""Text that a spreadsheet would run as a formula made harmless on the way out, and given back on the way in."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?|[+-]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where it starts with = + - @ or a tab and is no number.

    Text that starts with apostrophes and such a sign gets one more, so that `unguarded` gives every text back.
    """
    return f"'{text}" if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that guards it, if it has one."""
    return text[1:] if _GUARDED.match(text) else text
