"""What views become on the screen."""

import pandas as pd
import pytest

from planning.i18n import translator
from planning.present.views import Column
from planning.ui import show

VI, EN = translator("vi"), translator("en")


def test_names_from_files_are_no_markup():
    assert show.plain("<b>x</b> *y* [z](http://a)") == r"\<b\>x\</b\> \*y\* \[z\]\(http\://a\)"


@pytest.mark.parametrize("wanted", ["mau doi", "MẪU ĐỒI", "Mẫu", "đồi"])
def test_search_with_and_without_diacritics(wanted):
    frame = pd.DataFrame({"unit": ["Xã Mẫu Đồi", "Xã Khác"]})
    assert show.matches(frame, wanted).tolist() == [True, False]


def test_numbers_are_written_in_the_language_of_the_page():
    number = Column(name="n", title="n", kind="number", digits=1)
    share = Column(name="s", title="s", kind="share")
    assert show.formatter(number, VI)(1234.56) == "1.234,6"
    assert show.formatter(number, EN)(1234.56) == "1,234.6"
    assert show.formatter(share, VI)(0.416) == "42%"
    assert show.formatter(share, VI)(float("nan")) == "–"
