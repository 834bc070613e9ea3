"""Problems as the page words them."""

from layers.problems import Problem
from planning.i18n import LANGUAGES, translator
from planning.i18n.translator import catalogue
from planning.ui import words

VI = translator("vi")


def test_boxes_instead_of_flags():
    text = words.worded(Problem(code="missing_column", field="people", found="a, b", allowed="--map people=…"), VI)
    assert "--" not in text
    assert "Số người" in text


def test_no_remedy_of_an_import_speaks_of_a_flag_it_cannot_name():
    for language in LANGUAGES:
        t = translator(language)
        for key in catalogue(language):
            if key.startswith("problem.") and key.endswith(".remedy"):
                code = key.removeprefix("problem.").removesuffix(".remedy")
                text = words.worded(Problem(code=code), t)
                assert "--" not in text, (code, text)


def test_beyond_a_handful_only_their_number():
    lines = words.lines([Problem(code="no_features")] * 25, VI)
    assert len(lines) == 21
    assert "5" in lines[-1]
