"""A letter in words: everything in its order, and no place for a person's name or number."""

from __future__ import annotations

from dataclasses import fields

import pytest

from planning.report.letter import HEAD_MM, LEFT_MM, PAGE_MM, RIGHT_MM, Heading, Letter, Paragraph
from tests.planning.report.letters import grid, letter


def test_words_follow_the_order_of_reading():
    words = letter(Heading("I. Một"), grid(1), Paragraph("sau bảng")).words()
    assert words[:4] == (
        "ỦY BAN NHÂN DÂN TỈNH GIA LAI",
        "SỞ XÂY DỰNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    )
    middle = words[words.index("I. Một") :]
    assert middle[:3] == ("I. Một", "Biểu 01. Nhóm ưu tiên I", "TT")
    assert middle[8:11] == ("1", "Xã Vĩnh Thạnh 1", "82,1")
    assert words[-5:] == ("Nơi nhận:", "- Như trên;", "- Sở Tài chính;", "- Lưu: VT.", "GIÁM ĐỐC")


def test_no_field_holds_a_signature_seal_or_name_of_a_person():
    names = {field.name for field in fields(Letter)}
    assert not {"signature", "seal", "signed_by", "signer_name", "author"} & names


def test_sizes_lie_within_the_decree():
    assert PAGE_MM == (210, 297)
    assert 30 <= LEFT_MM <= 35
    assert 15 <= RIGHT_MM <= 20
    assert sum(HEAD_MM) == PAGE_MM[0] - LEFT_MM - RIGHT_MM


def test_columns_share_the_whole_width():
    widths = grid(1).widths_mm()
    assert sum(widths) == pytest.approx(165)
    assert widths[1] / widths[0] == pytest.approx(3.4)
