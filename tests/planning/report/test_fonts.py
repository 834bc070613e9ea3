"""The files of type: complete, under the names that the papers ask for."""

import itertools
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from planning.report import fonts

FILES = sorted(fonts.FOLDER.glob("*.ttf"))
VOWELS, TONES = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = {unicodedata.normalize("NFC", v + tone) for v, tone in itertools.product(VOWELS, TONES)} | {"đ"}
PLAIN = {chr(code) for code in range(0x20, 0x7F)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_vietnamese_letter_and_every_sign_is_there(path):
    found = {chr(code) for code in TTFont(path).getBestCmap()}
    assert len(LETTERS) == 12 * 6 + 1
    assert LETTERS | {letter.upper() for letter in LETTERS} | PLAIN | set(fonts.SIGNS) <= found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_the_name_it_is_asked_for_by(path):
    family = TTFont(path)["name"].getDebugName(1)
    assert family.removesuffix(" SemiBold") in (fonts.SANS, fonts.SERIF)


def test_licences_lie_beside_the_files():
    assert {path.name for path in fonts.FOLDER.glob("*-LICENSE.txt")} == {
        "BeVietnamPro-LICENSE.txt",
        "Tinos-LICENSE.txt",
    }


def test_a_width_is_the_sum_of_the_advances_that_the_file_gives():
    font = TTFont(fonts.FOLDER / "BeVietnamPro-Regular.ttf")
    advances, names = font["hmtx"], font.getBestCmap()
    units = font["head"].unitsPerEm
    by_hand = sum(advances[names[ord(letter)]][0] for letter in "Hoài Ân") * 10 / units
    assert fonts.width("Hoài Ân", 10) == pytest.approx(by_hand, rel=0.03)  # kerning moves letters a little


def test_every_style_has_a_file():
    assert all(fonts.width("Đ", 10, style, family) > 5 for family, style in fonts._FILES)
