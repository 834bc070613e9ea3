"""A letter made up for tests: a long table, marks of three languages of markup, nobody's name."""

from __future__ import annotations

from dataclasses import replace

from planning.report.letter import Block, Grid, Heading, Letter, Paragraph

MARKUP = 'Xã #strong[A] $x$ <b>đậm</b> &amp; =1+1 `raw` \\n *sao* _gạch_ "ngoặc" {n} //ghi chú'
SENTENCE = (
    "Theo kết quả đánh giá, 82% người dân (1.219.000 người) đến được trạm y tế trong 15 phút bằng xe máy; còn "
    "267.918 người chưa đến được, tập trung tại xã Nhơn Châu (2.150 người), xã Vĩnh Sơn (1.980 người). "
)


def grid(rows: int, name: str = "Xã Vĩnh Thạnh") -> Grid:
    """A table of so many rows."""
    return Grid(
        caption="Biểu 01. Nhóm ưu tiên I",
        head=("TT", "Xã, phường", "Điểm", "Hạng", "Lý do chính", "Người hưởng lợi"),
        rows=tuple((f"{n}", f"{name} {n}", "82,1", "1–2", "xa bệnh viện", "12.345") for n in range(1, rows + 1)),
        aligns=("centre", "left", "right", "centre", "left", "right"),
        shares=(1, 3.4, 1.4, 1.6, 4, 2),
    )


def letter(
    *body: Block, language: str = "vi", subject: str = "Kết quả đánh giá khả năng tiếp cận hạ tầng xã hội"
) -> Letter:
    """A letter of a department to its province."""
    return Letter(
        language=language,
        nation="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        motto="Độc lập - Tự do - Hạnh phúc",
        higher="ỦY BAN NHÂN DÂN TỈNH GIA LAI",
        office="SỞ XÂY DỰNG",
        number="Số:               /BC-.........",
        place_and_day="Gia Lai, ngày ...... tháng ...... năm 2026",
        kind="BÁO CÁO",
        subject=subject,
        to="Kính gửi: Ủy ban nhân dân tỉnh Gia Lai.",
        opening=("Sở Xây dựng báo cáo như sau:",),
        body=body,
        closing=("Sở Xây dựng kính báo cáo./.",),
        recipients_title="Nơi nhận:",
        recipients=("- Như trên;", "- Sở Tài chính;", "- Lưu: VT."),
        signer=("GIÁM ĐỐC",),
        title="Báo cáo thử",
        file="bao-cao",
        code="ABCD1234",
        day="2026-11-24",
    )


def long_letter() -> Letter:
    """A letter of several pages, whose table breaks over two."""
    many = [Paragraph(SENTENCE * 2)] * 6
    return letter(Heading("I. CĂN CỨ VÀ PHẠM VI"), *many, Heading("V. ĐỀ XUẤT"), grid(45), Paragraph(SENTENCE, "note"))


def marked_letter() -> Letter:
    """A letter whose every word carries markup."""
    made = letter(Heading(MARKUP), Paragraph(MARKUP), Paragraph(MARKUP, "note"), grid(2, MARKUP), subject=MARKUP)
    words = dict.fromkeys(("higher", "office", "to", "place_and_day"), MARKUP)
    return replace(made, **words, recipients=(MARKUP,), signer=(MARKUP,), closing=(MARKUP,), title=MARKUP)
