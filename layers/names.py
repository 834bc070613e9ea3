"""Names of places and columns compared as people mean them: without case, diacritics, type words and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 60

_TYPE_WORDS = (
    "thanh pho", "thi xa", "thi tran", "dac khu", "tinh", "huyen", "quan", "phuong", "xa", "tp", "tx", "tt", "h", "q",
    "p", "x", "city", "province", "district", "ward", "commune", "town", "township",
)  # fmt: skip
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# Files from Vietnamese offices write the same syllable with the tone on either vowel (hoà, hòa): both end up as "hoa".


def plain(text: object) -> str:
    """The text in small letters without diacritics, its words joined by single spaces."""
    lowered = unicodedata.normalize("NFD", str(text)).casefold().replace("đ", "d")
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def place_key(name: object) -> str:
    """The key under which two spellings of a place name meet: no type words, no bracketed addition, no diacritics.

    A name that consists of a type word and a number ("Phường 3") keeps the number; a name that is nothing but type
    words stays as it is.
    """
    text = _BRACKETS.sub(" ", unicodedata.normalize("NFC", str(name))).strip()
    words = plain(text if " " in text else _apart(text))
    for word in _TYPE_WORDS:
        if words.startswith(word + " "):
            return words[len(word) + 1 :]
        if word in _ENGLISH and words.endswith(" " + word):
            return words[: -len(word) - 1]
    return words


def _apart(text: str) -> str:
    """Words that were run together ("BìnhĐịnh") with a blank before each capital letter after a small one."""
    return "".join(
        f" {letter}" if n and letter.isupper() and text[n - 1].islower() else letter for n, letter in enumerate(text)
    )


_ENGLISH = frozenset({"city", "province", "district", "ward", "commune", "town", "township"})


def layer_name(text: str) -> str:
    """A legal layer name made from any text: a-z, 0-9 and underscores, at most 60; "layer" if nothing is left."""
    return plain(text).replace(" ", "_")[:LONGEST_NAME].strip("_") or "layer"


def is_layer_name(text: str) -> bool:
    """Whether the text can name a layer as it is."""
    return re.fullmatch(r"[a-z0-9_]{1,60}", text) is not None


def is_code(text: object) -> bool:
    """Whether the text is an official code: digits only."""
    return re.fullmatch(r"\d{1,12}", str(text)) is not None


def clean_code(text: object) -> str:
    """A code as the register writes it: spreadsheet leftovers such as "21553.0" or " 21553" taken off."""
    stripped = unicodedata.normalize("NFC", str(text)).strip()
    return re.sub(r"^(\d+)\.0+$", r"\1", stripped)


def unique_names(names: Iterable[str]) -> list[str]:
    """The names, later repeats numbered from 2 ("name_2"), past numbers that are names already."""
    names = list(names)
    reserved = set(names)
    seen: dict[str, int] = {}
    result = []
    for name in names:
        number = seen.get(name, 0) + 1
        made = name
        while number > 1 and (made := f"{name}_{number}") in reserved:
            number += 1
        seen[name] = number
        reserved.add(made)
        result.append(made)
    return result
