"""How a sheet is shared out between map, legend and words. Lengths are as on A4, before they are enlarged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planning.i18n import Translator
from planning.present.views import MapView
from planning.report import ornaments
from planning.report.legend import PT_MM, SIZES, Content, Legend, Room, fitted, lines_of

# Shorter and longer side in millimetres, and how many times larger than on A4 type and signs are.
FORMATS = {
    "A4": (210.0, 297.0, 1.0),
    "A3": (297.0, 420.0, 1.2),
    "A2": (420.0, 594.0, 1.5),
    "A1": (594.0, 841.0, 1.9),
    "A0": (841.0, 1189.0, 2.4),
}
PANELS_MM = (58.0, 70.0, 86.0, 96.0)
"""Widths of the panel beside a lying map that are tried."""
TITLE_PT, SUB_PT, NOTE_PT, LEGEND_PT, OFFICE_PT = 13.0, 8.5, 6.6, 9.0, 7.2
SCALE_MM, BAR_MM, BOX_MM, SIGN_MM = 14.0, 13.0, 9.0, 24.0
GAP_MM, HEAD_MM = 4.0, 5.5
OFFICE_SHARE = 2.3 / 5.8  # of the width that the office's box has on an upright page
_READABLE = SIZES[2]
_HIGHEST_LEGEND = 0.4  # of what map and legend share on an upright page
_UPRIGHT_COLUMNS = (3, 4)


@dataclass(frozen=True, kw_only=True)
class SheetWords:
    """What is written round a map.

    `subtitle` names area, date of the data and scenario; `number` is that of the sheet; `sources` stands for the view's
    own credit; `made_by` is an office, never a person; `day` is in words; `code` the verification code.
    """

    title: str
    subtitle: str = ""
    number: str = ""
    sources: str = ""
    made_by: str = ""
    day: str = ""
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Size ("A4" to "A0"), way round (`None`: the one at which the map is larger), margins, empty boxes to sign in.

    `foot_mm` is kept free at the bottom for the page's own foot.
    """

    size: str = "A4"
    landscape: bool | None = None
    margin_mm: float = 12.0
    foot_mm: float = 14.0
    signature_boxes: bool = False


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A page shared out.

    Parameters
    ----------
    words, paper, landscape
        What it is made for.
    notes
        Sentences below the map.
    panel_mm
        Width of what stands beside a lying map, 0 on an upright page.
    map_mm
        Width and height of the map's outer line.
    room, legend
        What the legend may take, and the legend in it.
    signed
        Whether there are boxes to sign in.
    """

    words: SheetWords
    paper: Paper
    landscape: bool
    notes: tuple[str, ...]
    panel_mm: float
    map_mm: tuple[float, float]
    room: Room
    legend: Legend
    signed: bool

    @property
    def k(self) -> float:
        """How many times larger than on A4 everything is."""
        return FORMATS[self.paper.size][2]

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width and height of the page itself."""
        short, long, _ = FORMATS[self.paper.size]
        return (long, short) if self.landscape else (short, long)

    @property
    def title(self) -> str:
        """The title in capitals."""
        return self.words.title.upper()

    @property
    def head_mm(self) -> float:
        """Height of title and subtitle."""
        return head_mm(self.words, _free(self.paper, self.landscape)[0])

    def filled(self, content: Content) -> Layout:
        """The same page with another legend."""
        return replace(self, legend=replace(fitted(content.blocks, self.room), enlarged=self.k))


def layout(
    view: MapView, words: SheetWords, paper: Paper, content: Content, t: Translator, *, landscape: bool
) -> Layout:
    """A page for a map with some legend."""
    wide, high = _free(paper, landscape)
    free = high - head_mm(words, wide)
    signed = paper.signature_boxes and not view.illustrative  # nobody signs what is made up
    notes = _notes(view, words, t)
    share = _beside if landscape else _above
    panel, map_mm, room = share(wide, free, content, _Foot(words, notes, signed=signed))
    legend = replace(fitted(content.blocks, room), enlarged=FORMATS[paper.size][2])
    return Layout(
        words=words, paper=paper, landscape=landscape, notes=notes, panel_mm=panel, map_mm=map_mm, room=room,
        legend=legend, signed=signed,
    )  # fmt: skip


def head_mm(words: SheetWords, width_mm: float) -> float:
    """Height of title and subtitle in a width."""
    lines = lines_of(words.title.upper(), width_mm - (26 if words.number else 0), TITLE_PT, "bold")
    below = lines_of(words.subtitle, width_mm, SUB_PT) if words.subtitle else 0
    return lines * TITLE_PT * PT_MM * 1.25 + below * SUB_PT * PT_MM * 1.4 + 3.0


def notes_mm(notes: tuple[str, ...], width_mm: float) -> float:
    """Height of the sentences in a width."""
    return lines_of(" ".join(notes), width_mm, NOTE_PT) * NOTE_PT * PT_MM * 1.3 + 1.5


def office_mm(words: SheetWords, width_mm: float) -> float:
    """Height of the box that names the office, which may take several lines."""
    lines = lines_of(words.made_by, width_mm - 2.4, OFFICE_PT)
    return max(BOX_MM, 5.0 + lines * OFFICE_PT * PT_MM * 1.3)


def _free(paper: Paper, landscape: bool) -> tuple[float, float]:  # noqa: FBT001 - upright or lying
    """Width and height between the margins."""
    short, long, k = FORMATS[paper.size]
    wide, high = (long, short) if landscape else (short, long)
    return wide / k - 2 * paper.margin_mm, high / k - paper.margin_mm - paper.foot_mm


def _notes(view: MapView, words: SheetWords, t: Translator) -> tuple[str, ...]:
    sources = (words.sources or view.credit).rstrip(".")
    made = [t("sheet.sources", sources=sources)] if sources else []
    made.append(f"{t('map.notice')} {t('sheet.purpose')}")
    return (*made, t("illustrative.sentence")) if view.illustrative else tuple(made)


@dataclass(frozen=True)
class _Foot:
    """What stands below map and legend."""

    words: SheetWords
    notes: tuple[str, ...]
    signed: bool


_Share = tuple[float, tuple[float, float], Room]


def _beside(wide: float, free: float, content: Content, foot: _Foot) -> _Share:
    """Map at full height; to its right, no wider than it must be, legend and all else."""
    for panel in PANELS_MM:
        below = ornaments.LOCATION_MM + 3 + notes_mm(foot.notes, panel) + 7 + office_mm(foot.words, panel) + BOX_MM + 2
        below += 0 if ornaments.beside(panel) else BAR_MM
        below += SIGN_MM + 2 if foot.signed else 0
        columns = (1,) if panel < PANELS_MM[2] else (2, 1)
        room = Room(width_mm=panel, height_mm=free - below - HEAD_MM, columns=columns)
        if fitted(content.blocks, room).size_pt >= _READABLE:
            break
    return panel, (wide - panel - GAP_MM, free), room


def _above(wide: float, free: float, content: Content, foot: _Foot) -> _Share:
    """Map at full width; legend below in columns, and the rest below that."""
    office = office_mm(foot.words, wide * OFFICE_SHARE)
    taken = SCALE_MM + 2 + notes_mm(foot.notes, wide) + office + (SIGN_MM + 1 if foot.signed else 0)
    shared = free - taken
    most = Room(width_mm=wide, height_mm=shared * _HIGHEST_LEGEND, columns=_UPRIGHT_COLUMNS)
    legend = fitted(content.blocks, most)
    high = min(legend.height_mm, most.height_mm) + 0.5
    room = Room(width_mm=wide, height_mm=high, columns=_UPRIGHT_COLUMNS)
    return 0.0, (wide, shared - high - HEAD_MM - 2), room
