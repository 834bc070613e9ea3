"""The terms."""

from planning.i18n import translator
from planning.ui import glossary


def test_terms_in_dictionary_order_with_their_counterpart():
    frame = glossary.terms(translator("vi"))
    rows = dict(zip(frame["here"], frame["there"], strict=True))
    assert rows["khu vực nghiên cứu"] == "study area"
    first = [word[0] for word in frame["here"] if word[0] in "dđ"]
    assert first == sorted(first, key="dđ".index)
    assert (
        dict(zip(*(glossary.terms(translator("en"))[c] for c in ("here", "there")), strict=True))["weight"]
        == "trọng số"
    )
