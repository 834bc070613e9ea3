"""The two catalogues say the same things, and there is a text for every problem that the code can name."""

import re
import unicodedata
from pathlib import Path
from string import Formatter

import pytest

from planning.i18n.translator import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r"""(?:Problem\(\s*(?:code=)?|concerning\(\s*|code=)["']([a-z0-9_]+)["']""")
VI, EN = catalogue("vi"), catalogue("en")
# Tone marks stand on the first vowel of these pairs in legal texts; the younger placing is a mistake here.
YOUNGER = re.compile(r"\b\w*(oá|oà|oả|oã|oạ|oé|oè|oẻ|oẽ|oẹ|uý|uỳ|uỷ|uỹ|uỵ)\b", re.IGNORECASE)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for package in ("layers", "scenarios", "planning"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for code in CODE.findall(file.read_text(encoding="utf-8")):
                found.setdefault(code, str(file.relative_to(ROOT)))
    return found


def test_both_languages_have_the_same_keys():
    assert set(VI) == set(EN)


@pytest.mark.parametrize("key", sorted(set(VI) & set(EN)))
def test_both_languages_have_the_same_placeholders(key):
    assert fields(VI[key]) == fields(EN[key])


def test_vietnamese_is_composed_and_places_its_tones_as_legal_texts_do():
    for key, text in VI.items():
        assert text == unicodedata.normalize("NFC", text), key
    # "quý", "quỳ" and the like are right: the u belongs to the q
    wrong = {
        key: m.group()
        for key, text in VI.items()
        for m in YOUNGER.finditer(text)
        if not re.search(r"qu[ýỳỷỹỵ]", m.group(), re.IGNORECASE)
    }
    assert not wrong


def test_every_problem_of_the_code_has_a_text():
    lacking = {
        code: file
        for code, file in codes().items()
        for language in LANGUAGES
        if f"problem.{code}.what" not in catalogue(language)
    }
    assert not lacking


def test_a_name_belongs_to_one_catalogue_file():
    seen: dict[str, str] = {}
    twice = []
    for file in sorted((ROOT / "planning" / "i18n" / "vi").glob("*.po")):
        for key in re.findall(r'^msgid "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE):
            if key in seen:
                twice.append(f"{key}: {seen[key]}, {file.name}")
            seen[key] = file.name
    assert not twice
