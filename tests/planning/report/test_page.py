"""The source of a sheet."""

from planning.i18n import translator
from planning.report.layout import Paper, SheetWords
from planning.report.sheet import sheet
from tests.planning.report import maps

VI = translator("vi")


def test_a_page_has_its_size_and_leaves_room_for_a_foot():
    source = sheet(maps.view(), SheetWords(title="x"), Paper(size="A3", landscape=True, foot_mm=20), VI).source
    assert source.startswith("#page(width: 420mm, height: 297mm, ")
    assert "bottom: 24.00mm" in source  # an A3 sheet is printed 1.2 times as large


def test_words_stand_in_strings_only():
    source = sheet(maps.view(), SheetWords(title='"]#panic()'), Paper(), VI).source
    assert '"\\"]#PANIC()"' in source  # a string of Typst, its quotation mark escaped
    assert source.count("PANIC") == 1


def test_a_sheet_can_stand_in_a_document_with_settings_of_its_own():
    made = sheet(maps.view(), SheetWords(title="Tờ bản đồ"), Paper(), VI)
    before = "#set page(header: [đầu trang], footer: [chân trang])\n#set par(justify: true, first-line-indent: 1cm)\n"
    plain = maps.document(made.source, made.files).pictures(40)
    both = maps.document(f"{before}Trước\n{made.source}Sau", made.files).pictures(40)
    assert (len(plain), len(both)) == (1, 3)
