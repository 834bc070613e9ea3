"""In which encoding text was written, judged by whether it becomes Vietnamese (or any other) words.

The encodings that offices used before Unicode (TCVN3, also called ABC, and VNI) put Vietnamese letters where western
encodings have others. Text in them is recognised and named, never converted unasked.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from layers.problems import LayerError, Problem

SAMPLE_BYTES = 4_000_000
UNICODE_NAMES = ("UTF-8", "UTF-16")

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORD = re.compile(r"[^\W\d_]+(?:[\u00a1-\u00bf\u00d7\u00f7][^\W\d_]*)*|[\u00a1-\u00bf\u00d7\u00f7][^\W\d_]+")
_LETTERS = re.compile(r"[\u00c0-\ufffc]+")
_MOST_WORDS = 5_000
_LEAST_SHARE = 0.6
_LEAST_WORDS = 3

# A Vietnamese syllable without its tone: first consonant, vowels, last consonant.
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|đ|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|tr|th?|v|x)?"
    r"(?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oai|oay|oao|oă|oe|oeo|oi|ôi|oo|ơi|ua|uâ|uây|uê|ui"
    r"|uô|uôi|uơ|uy|uya|uyê|uyu|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu)"
    r"(?:ch|c|k|m|ng|nh|n|p|t)?"
)
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))

# TCVN 5712:1993, VN3: the letters of both cases that stand above 0xA0.
_TCVN3_BYTES = (
    "A1Ă A2Â A3Ê A4Ô A5Ơ A6Ư A7Đ A8ă A9â AAê ABô ACơ ADư AEđ B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ "
    "CAấ CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ "
    "E8ố E9ộ EAờ EBở ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú F4ụ F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
)
_TCVN3 = {chr(int(item[:2], 16)): item[2:] for item in _TCVN3_BYTES.split()}
# VNI for Windows: a letter, then its marks as letters of their own; some letters have a place of their own.
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI_VOWELS = frozenset("aeouyơưAEOUYƠƯ")


@dataclass(frozen=True)
class Guess:
    """An encoding by its Python name, and the notes on how it was found."""

    name: str
    notes: tuple[Problem, ...] = ()


def by_mark(start: bytes) -> str:
    """The encoding that the first bytes declare or betray; "" where they say nothing."""
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    sample = start[:1024]
    if len(sample) >= 4 and sample.count(0) >= len(sample) // 4:  # noqa: PLR2004 - Latin letters in UTF-16 are half zeros
        odd, even = sample[1::2].count(0), sample[0::2].count(0)
        if odd > 4 * even:
            return "utf-16-le"
        if even > 4 * odd:
            return "utf-16-be"
    return ""


def guess(parts: Iterable[bytes]) -> Guess:
    """The encoding of pieces of text that are not marked.

    Parameters
    ----------
    parts
        Pieces of the text, cut where no character is cut.

    Returns
    -------
    guess
        UTF-8 where the bytes are UTF-8; else "cp1258" where that makes Vietnamese, else "cp1252", both with a warning
        `encoding_guessed`.

    Raises
    ------
    LayerError
        `encoding_legacy` where the text makes Vietnamese only in TCVN3 or VNI; `bad_bytes` where it is UTF-8 but for a
        few bytes.
    """
    data = b"\n".join(parts)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return Guess("utf-8", legacy_inside(text))
    _refuse_damaged(data)
    name = _best(data[:SAMPLE_BYTES])
    if name in {"TCVN3", "VNI"}:
        raise LayerError(Problem(code="encoding_legacy", found=_found(name, data), allowed="Unicode (UTF-8)"))
    return Guess(name, (Problem(code="encoding_guessed", severity="warning", found=name, allowed="UTF-8"),))


def _refuse_damaged(data: bytes) -> None:
    """Where most letters beyond ASCII are sound UTF-8, the others are damage, and no other encoding would mend it."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(map(len, _LETTERS.findall(text))) > broken:
        at = text.index("\ufffd")
        sample = " ".join(text[max(0, at - 20) : at + 10].split())
        raise LayerError(Problem(code="bad_bytes", count=broken, found=sample, allowed="UTF-8"))


def legacy_inside(text: str) -> tuple[Problem, ...]:
    """A warning where text that claims to be Unicode holds letters of TCVN3 or VNI, turned as they stood."""
    words = _marked_words(text[: SAMPLE_BYTES // 4])
    if len(words) < _LEAST_WORDS or _share(words) >= _LEAST_SHARE:
        return ()
    for name, turn in (("TCVN3", _from_tcvn3), ("VNI", _from_vni)):
        if _share([turn(word) for word in words]) >= _LEAST_SHARE:
            sample = f"{name}: {words[0]} = {unicodedata.normalize('NFC', turn(words[0]))}"
            return (Problem(code="encoding_legacy", severity="warning", found=sample, allowed="Unicode (UTF-8)"),)
    return ()


def _best(data: bytes) -> str:
    """The encoding under which most words with marks are Vietnamese; "cp1252" where none makes sense."""
    western = data.decode("latin-1")
    words = _marked_words(western)
    scores = {
        "cp1258": _share(_marked_words(unicodedata.normalize("NFC", data.decode("cp1258", "replace")))),
        "TCVN3": _share([_from_tcvn3(word) for word in words]),
        "VNI": _share([_from_vni(word) for word in words]),
    }
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= _LEAST_SHARE and words else "cp1252"


def _found(name: str, data: bytes) -> str:
    words = _marked_words(data.decode("latin-1"))
    turn = _from_tcvn3 if name == "TCVN3" else _from_vni
    return f"{name}: {words[0]} = {unicodedata.normalize('NFC', turn(words[0]))}" if words else name


def _marked_words(text: str) -> list[str]:
    """Words with a letter that is not plain Latin."""
    words: list[str] = []
    for found in _WORD.finditer(unicodedata.normalize("NFC", text)):
        if not found[0].isascii():
            words.append(found[0])
            if len(words) == _MOST_WORDS:
                break
    return words


def _share(words: list[str]) -> float:
    """The share of words that are Vietnamese syllables; 0 for no words."""
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def is_syllable(word: str) -> bool:
    """Whether a word can be one Vietnamese syllable with at most one tone."""
    apart = unicodedata.normalize("NFD", word.casefold())
    without = apart.translate(_TONES)
    if len(apart) - len(without) > 1:
        return False
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", without)) is not None


def _from_tcvn3(word: str) -> str:
    return "".join(_TCVN3.get(letter, letter if letter.isascii() else "\ufffd") for letter in word)


def _from_vni(word: str) -> str:
    turned = ""
    for letter in word:
        small = letter.lower()
        if small in _VNI_MARKS and turned and turned[-1] in _VNI_VOWELS:
            turned += _VNI_MARKS[small]
        elif small in _VNI_ALONE:
            own = _VNI_ALONE[small]
            turned += own if letter == small else own.upper()
        else:
            turned += letter if letter.isascii() else "\ufffd"
    return turned
