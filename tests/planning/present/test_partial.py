"""The sentence about a source that lacks facilities."""

from layers.problems import Problem
from planning.i18n import translator
from planning.present import partial


def lack(kind: str, found: str) -> Problem:
    return Problem(code="facilities_incomplete", severity="warning", layer="facilities", field=kind, found=found)


def test_sources_may_have_blanks_and_numbers_are_written_by_language():
    problem = lack("school.primary", "Sở Giáo dục và Đào tạo 1031/2058")
    assert partial.said([problem], translator("vi")) == (
        "Sở Giáo dục và Đào tạo chỉ có 1.031/2.058 trường tiểu học: kết quả thấp hơn thực tế.",
    )
    (english,) = partial.said([problem], translator("en"))
    assert "1,031 of 2,058 primary schools" in english


def test_other_problems_are_no_business_of_it():
    assert partial.said([Problem(code="no_features")], translator("vi")) == ()


def test_three_kinds_are_enough():
    kinds = ("school.preschool", "school.primary", "health.station", "health.hospital")
    assert len(partial.said([lack(kind, "OpenStreetMap 1/9") for kind in kinds], translator("vi"))) == 3
