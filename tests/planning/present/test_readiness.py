"""Groups of data: full, in part, missing."""

from layers.known import KNOWN
from planning.i18n import translator
from planning.present.readiness import GROUPS, full, readiness

VI, EN = translator("vi"), translator("en")


def test_every_group_has_words_and_a_type_that_can_be_imported():
    for group in GROUPS:
        assert group.import_as in KNOWN
        for t in (VI, EN):
            assert t.has(f"ready.{group.id}")
            assert t.has(f"ready.provider.{group.provider}")


def test_an_empty_warehouse_has_none():
    groups = readiness((), None, 0, VI)
    assert {group.state for group in groups} == {"none"}
    assert full(groups) == 0
