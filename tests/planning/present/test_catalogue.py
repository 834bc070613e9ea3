"""The warehouse as tables."""

from layers.problems import Problem
from layers.warehouse.base import Version
from planning.i18n import translator
from planning.present import catalogue

VI = translator("vi")
NOTES = (Problem(code="a", severity="warning"), Problem(code="b", severity="note"), Problem(code="c", severity="note"))
ONE = Version(layer="truong", type="facilities", version=2, features=31, crs="EPSG:4326", digest="d", date="2026-11-24",
              data_date="2026-10-31", source="Sở Giáo dục", notes=NOTES, restored_from=1)  # fmt: skip


def test_the_quality_counts_warnings_and_notes():
    assert catalogue.quality(ONE, VI) == "1 cảnh báo, 2 ghi chú"


def test_rows_keep_numbers_and_write_days():
    row = catalogue.catalogue_table([ONE], VI).frame.iloc[0]
    assert (row["layer"], row["date"], row["features"], row["version"]) == ("truong", "31/10/2026", 31, 2)


def test_history_says_what_was_restored():
    row = catalogue.history_table([ONE], VI).frame.iloc[0]
    assert row["note"] == "khôi phục từ phiên bản 1"


def test_the_answer_counts_warnings():
    assert "1 cảnh báo" in catalogue.answer((), [ONE], VI).text
