"""What views become on the screen."""

import pandas as pd
import pytest

from planning.ui import show


def test_names_from_files_are_no_markup():
    assert show.plain("<b>x</b> *y* [z](http://a)") == r"\<b\>x\</b\> \*y\* \[z\]\(http\://a\)"


@pytest.mark.parametrize("wanted", ["mau doi", "MẪU ĐỒI", "Mẫu", "đồi"])
def test_search_with_and_without_diacritics(wanted):
    frame = pd.DataFrame({"unit": ["Xã Mẫu Đồi", "Xã Khác"]})
    assert show.matches(frame, wanted).tolist() == [True, False]
