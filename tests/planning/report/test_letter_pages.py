"""The letter typeset: the same words as the Word file, one line for each, and nothing run."""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader

from planning.report import letter_pages
from planning.report.letter import Paragraph
from tests.planning.report.letters import letter, long_letter, marked_letter


def read(*letters) -> PdfReader:
    return PdfReader(BytesIO(letter_pages.document(letters).pdf()))


def squeezed(text: str) -> str:
    """Text without white space: lines break where the width ends."""
    return re.sub(r"\s+", "", text)


def test_every_word_of_the_letter_is_in_the_file():
    said = squeezed("".join(page.extract_text() for page in read(long_letter()).pages))
    for words in long_letter().words():
        if "\n" not in words and not words.startswith("Theo"):
            assert squeezed(words) in said, words
    assert said.count("267.918ngườichưađếnđược") == 13


def test_parts_follow_one_another():
    said = squeezed("".join(page.extract_text() for page in read(long_letter()).pages))
    order = ["SỞXÂYDỰNG", "BÁOCÁO", "Kínhgửi", "I.CĂNCỨ", "V.ĐỀXUẤT", "Biểu01", "kínhbáocáo./.", "Nơinhận:"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)


def test_markup_prints_as_text():
    said = squeezed("".join(page.extract_text() for page in read(marked_letter()).pages))
    for piece in ("#strong[A]", "$x$", "<b>đậm</b>", "&amp;", "=1+1", "*sao*", "_gạch_", "{n}", "//ghichú"):
        assert said.count(piece) == 13, piece


def test_pages_are_numbered_but_the_first_and_anew_for_each_letter():
    firsts = [page.extract_text().strip()[:1] for page in read(long_letter(), letter(Paragraph("một"))).pages]
    assert firsts[1:3] == ["2", "3"]
    assert firsts[0] == firsts[3] == "Ủ"


def test_only_the_shipped_typeface_is_in_the_file():
    fonts = set()
    for page in read(long_letter()).pages:
        for font in page["/Resources"]["/Font"].values():
            fonts.add(font.get_object()["/BaseFont"].split("+")[-1])
    assert fonts
    assert all(name.startswith("Tinos") for name in fonts)


def test_the_head_of_a_table_stands_on_each_of_its_pages():
    heads = [page.extract_text().count("Lý do chính") for page in read(long_letter()).pages]
    assert sum(heads) == 2
    assert max(heads) == 1


def test_the_same_letter_is_the_same_file():
    made = [letter_pages.document([long_letter()]).pdf() for _ in range(2)]
    assert made[0] == made[1]


def test_a_letter_without_words_of_the_user_still_prints():
    assert len(read(letter()).pages) == 1
