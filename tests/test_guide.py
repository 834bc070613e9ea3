"""The user guide: every word of the screen in it is one, both languages say the same, the PDFs are of today."""

from __future__ import annotations

import re

import pypdf
import pytest
from PIL import Image

from planning.i18n.translator import LANGUAGES, catalogue
from tests.made_guide import FILES, GUIDE, MADE_FROM, book, chapters, parsed, pictures_of, screen_words, words_of

MOST_BYTES = 4_000_000
PLACE = re.compile(r"\\\{\w+\\\}")
AS_MANY_LETTERS = 4  # a pattern with fewer letters of its own would fit anything
NO_BREAK = "\u00a0"


def text(language: str) -> str:
    return (GUIDE / f"{language}.md").read_text("utf-8")


def patterns(language: str) -> dict[str, re.Pattern[str]]:
    """By key, what a text of the catalogue looks like on the screen."""
    made = {}
    for key, words in catalogue(language).items():
        plain = words.replace(NO_BREAK, " ").strip()
        if sum(letter.isalpha() for letter in re.sub(r"\{\w+\}", "", plain)) >= AS_MANY_LETTERS or "{" not in plain:
            made[key] = re.compile(PLACE.sub(".+", re.escape(plain)))
    return made


def keys(word: str, by_key: dict[str, re.Pattern[str]]) -> set[str]:
    return {key for key, pattern in by_key.items() if pattern.fullmatch(word.replace(NO_BREAK, " "))}


def named(language: str) -> list[dict[str, set[str]]]:
    """By chapter, the words of the screen with the keys that have such a text."""
    by_key = patterns(language)
    return [
        {word: keys(word, by_key) for node in chapter for word in screen_words(node)}
        for chapter in chapters(parsed(text(language)))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_screen_is_in_the_catalogue(language):
    assert [word for chapter in named(language) for word, found in chapter.items() if not found] == []


@pytest.mark.parametrize(("one", "other"), [("vi", "en"), ("en", "vi")])
def test_both_languages_name_the_same_words_chapter_by_chapter(one, other):
    alone = []
    for mine, theirs in zip(named(one), named(other), strict=True):
        known = set().union(*theirs.values())
        alone += [word for word, found in mine.items() if not found & known]
    assert alone == []


def test_a_word_that_is_nowhere_is_found_out():
    by_key = patterns("vi")
    assert keys("Ghi vào kho", by_key) == {"import.write"}
    assert keys("Lưu vào kho", by_key) == set()
    assert "problem.missing_column.what" in keys('Thiếu cột bắt buộc "tên cột".', by_key)


def test_both_languages_have_the_same_parts_and_pictures():
    vi, en = (parsed(text(language)) for language in ("vi", "en"))
    kinds = [[node.tag for node in tree.walk() if node.type == "heading"] for tree in (vi, en)]
    assert kinds[0] == kinds[1]
    assert [name.replace("/vi/", "/en/") for name in pictures_of(vi)] == pictures_of(en)
    assert len(set(pictures_of(en))) == len(pictures_of(en))


def test_every_picture_is_shown_and_small():
    shown = {name for language in LANGUAGES for name in pictures_of(parsed(text(language)))}
    there = {file.relative_to(GUIDE).as_posix() for file in GUIDE.glob("pictures/*/*")}
    assert there == shown
    for name in there:
        with Image.open(GUIDE / name) as image:
            assert image.width <= 1280
            assert image.mode == "P"
    assert sum(file.stat().st_size for file in GUIDE.rglob("*") if file.is_file()) < MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_made_from_the_text_as_it_is(language):
    with (GUIDE / FILES[language]).open("rb") as stream:
        found = pypdf.PdfReader(stream).metadata
    assert found.get("/Keywords") == MADE_FROM + book(language).code, "python -m tests.made_guide"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_holds_the_text_with_contents_bookmarks_and_its_own_letters(language):
    tree = parsed(text(language))
    with (GUIDE / FILES[language]).open("rb") as stream:
        reader = pypdf.PdfReader(stream)
        pages = [squeezed(page.extract_text()) for page in reader.pages]
        bookmarks = [item.title for item in flat(reader.outline)]
        faces = {
            (str(font.get_object()["/BaseFont"]), embedded(font.get_object()))
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
    assert 10 <= len(pages) <= 16
    assert all(pages)
    titles = [words_of(node) for node in tree.walk() if node.type == "heading" and node.tag in {"h2", "h3"}]
    assert [squeezed(re.sub(r"^[\d.]+\s", "", title)) for title in bookmarks] == [squeezed(title) for title in titles]
    whole = "".join(pages)
    for title in titles:
        assert squeezed(title) in whole
    for chapter in chapters(tree):
        assert squeezed(words_of(chapter[0])) in pages[0]  # the contents
    captions = [words_of(node) for node in tree.walk() if node.type == "image"]
    assert [words for words in captions if squeezed(words) not in whole] == []
    assert all(held for _, held in faces)
    assert any("BeVietnamPro" in name for name, _ in faces)


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def flat(outline):
    for item in outline:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item


def embedded(font) -> bool:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return any(name.startswith("/FontFile") for name in inner["/FontDescriptor"].get_object())
