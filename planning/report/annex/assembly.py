"""Parts put together: numbers of appendices, tables and sheets, contents, running head and foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planning import __version__
from planning.i18n import Translator
from planning.present.cells import NOTHING
from planning.report import fonts, markup
from planning.report.annex.blocks import Break, Chart, Part, Piece, Sheet, Table, Wide, Words
from planning.report.annex.style import STYLE
from planning.report.charts import charts
from planning.report.legend import name_of
from planning.report.material import Material
from planning.report.sheet import Paper, SheetWords, sheet
from planning.report.typeset import string

WIDTH_MM, WIDE_MM, HIGHEST_MM = 167.0, 254.0, 225.0
FOOT_MM, SHEET_MARGIN_MM = 16.0, 14.0


@dataclass(frozen=True, eq=False)
class Entry:
    """A line of a list: number, words, the name of the place it points at."""

    number: str
    words: str
    label: str


@dataclass(eq=False)
class Numbers:
    """The numbers given so far in one language; `lists` holds what the contents name."""

    t: Translator
    appendices: int = 0
    tables: int = 0
    sheets: int = 0
    maps: list[Entry] = field(default_factory=list)
    rows: list[Entry] = field(default_factory=list)

    def appendix(self, part: Part) -> str:
        """The heading of a part."""
        if not part.numbered:
            return part.title
        self.appendices += 1
        return self.t("annex.appendix", number=self.appendices, title=part.title)

    def table(self, piece: Table) -> Entry:
        """What a table is called: a form by its own number, others in turn."""
        if piece.form:
            number = self.t("annex.form", number=piece.form)
        else:
            self.tables += 1
            number = self.t("annex.table", number=self.tables)
        entry = Entry(number, piece.view.title, f"{self.t.language}-table-{len(self.rows) + 1}")
        self.rows.append(entry)
        return entry

    def sheet(self, piece: Sheet) -> Entry:
        """What a map sheet is called."""
        self.sheets += 1
        number = self.t("annex.sheet", number=f"{self.sheets:02d}")
        entry = Entry(number, piece.view.title, f"{self.t.language}-sheet-{self.sheets}")
        self.maps.append(entry)
        return entry


@dataclass(frozen=True, eq=False)
class Typeset:
    """Source with the pictures that it calls."""

    source: str
    files: Mapping[str, bytes] = field(default_factory=dict)


def preamble(material: Material, languages: Sequence[Translator]) -> str:
    """Title, properties and styles of the document."""
    t = languages[0]
    title = f"{t('annex.title')} – {material.area_name(t)}"
    keywords = [t("annex.keyword.code", code=material.code), f"Quyhoach {__version__}"]
    if material.illustrative:
        keywords.append(t("illustrative.title"))
    return (
        f"#set document(title: {string(title)}, author: {string(material.recipe.organisation or 'Quyhoach')}, "
        f"description: {string(title)}, keywords: {markup.array(map(string, keywords))})\n"
        f"#let SANS = {string(fonts.SANS)}\n{markup.STYLE}{STYLE}"
    )


def assemble(parts: Iterable[Part], material: Material, t: Translator) -> Typeset:
    """The parts of one language, one after the other; contents where the recipe wants them."""
    numbers = Numbers(t)
    files: dict[str, bytes] = {}
    made = []
    short = False
    for part in parts:
        if part.id == "contents":
            made.append("")  # known when everything is numbered
            continue
        turn = "#v(2em)\n" if short and part.short else "#pagebreak(weak: true)\n"
        body = [] if part.id == "cover" else [turn, markup.heading(numbers.appendix(part), 1)]
        short = part.short
        for piece in part.pieces:
            set_ = _set(piece, numbers, material)
            body.append(set_.source)
            files.update(set_.files)
        made.append("".join(body))
    source = "".join(text or contents(numbers) for text in made)
    head = f"{_running(material, t)}#metadata(none) <{t.language}-start>\n"
    return Typeset(f"{head}{source}#metadata(none) <{t.language}-end>\n", files)


def _running(material: Material, t: Translator) -> str:
    left = f"{t('annex.title')} · {material.area_name(t)}"
    mark = t("annex.mark") if material.illustrative else ""
    return (
        f"#set text(lang: {string(t.language)})\n"
        f"#set page(header: running({string(left)}, {string(mark)}), footer: {foot(material, t)})\n"
    )


def foot(material: Material, t: Translator) -> str:
    """Code of call for the foot of a page: verification code, date of the data, page of pages."""
    day = t.date(material.date) if material.date else NOTHING
    left = t("annex.foot", code=material.code, date=day)
    return f"foot({string(left)}, {string(t('annex.foot.page'))})"


def contents(numbers: Numbers) -> str:
    """Contents, list of sheets, list of tables."""
    t = numbers.t
    reach = f"selector(heading).after(<{t.language}-start>).before(<{t.language}-end>)"
    made = [
        "#pagebreak(weak: true)\n",
        f"#heading(level: 1, outlined: false, {string(t('annex.contents'))})\n",
        f"#outline(title: none, target: {reach}, depth: 2, indent: 1.2em)\n",
    ]
    for title, entries in ((t("annex.contents.maps"), numbers.maps), (t("annex.contents.tables"), numbers.rows)):
        if entries:
            rows = markup.array(markup.array((string(e.number), string(e.words), f"<{e.label}>")) for e in entries)
            made += [f"#heading(level: 2, outlined: false, {string(title)})\n", markup.call("listed", rows)]
    return "".join(made)


def _set(piece: Piece, numbers: Numbers, material: Material) -> Typeset:
    """One piece typeset."""
    if isinstance(piece, Words):
        return Typeset(piece.source, piece.files)
    if isinstance(piece, Break):
        return Typeset("#pagebreak(weak: true)\n")
    if isinstance(piece, Table) and markup.fits(piece.view, numbers.t, WIDTH_MM):
        return Typeset(_table(piece, numbers, WIDTH_MM))
    if isinstance(piece, Table | Wide):
        lying = (piece,) if isinstance(piece, Table) else piece.tables
        tables = "".join(_table(table, numbers, WIDE_MM) for table in lying)
        return Typeset(f"#page(flipped: true)[\n{tables}]\n")
    if isinstance(piece, Chart):
        return _chart(piece)
    return _sheet(piece, numbers.sheet(piece), numbers, material)


def _table(piece: Table, numbers: Numbers, width_mm: float) -> str:
    if not piece.listed:
        return markup.table(piece.view, numbers.t, width_mm, most=piece.most)
    entry = numbers.table(piece)
    return f"#metadata(none) <{entry.label}>\n{markup.table(piece.view, numbers.t, width_mm, entry.number, piece.most)}"


def _chart(piece: Chart) -> Typeset:
    """A chart under its title, in as many pictures as pages need."""
    made = charts(piece.view, WIDTH_MM, HIGHEST_MM)
    names = [name_of(picture.svg, "svg") for picture in made]
    source = markup.call("caption", string(""), string(piece.view.title))
    source += "".join(
        markup.picture(name, f"{picture.width_mm:.2f}mm", picture.words)
        for name, picture in zip(names, made, strict=True)
    )
    return Typeset(source, {name: picture.svg for name, picture in zip(names, made, strict=True)})


def _sheet(piece: Sheet, entry: Entry, numbers: Numbers, material: Material) -> Typeset:
    """A map on its page, which the contents can point at."""
    t = numbers.t
    paper = Paper(foot_mm=FOOT_MM, margin_mm=SHEET_MARGIN_MM)
    made = sheet(piece.view, sheet_words(piece, entry.number, material, t), paper, t)
    head, bracket, body = made.source.partition("[\n")
    mark = markup.call("bookmark", string(f"{entry.number}. {piece.view.title}"))
    return Typeset(f"{head}{bracket}#metadata(none) <{entry.label}>\n{mark}{body}", made.files)


def sheet_words(piece: Sheet, number: str, material: Material, t: Translator) -> SheetWords:
    """What stands round a map; its title says where its data are made up."""
    view = piece.view
    title = f"{t('illustrative.prefix')}{view.title}" if view.illustrative else view.title
    day = t.date(material.date) if material.date else NOTHING
    scenario = piece.note or t("annex.sheet.scenario", name=material.scenario_name(t))
    parts = (material.area_name(t), t("annex.sheet.day", date=day), scenario)
    return SheetWords(
        title=title, subtitle=" · ".join(filter(None, parts)), number=number, code=material.code,
        made_by=material.recipe.organisation, day=t.date(material.recipe.date) if material.recipe.date else "",
    )  # fmt: skip
