"""A letter of an office as data: every word in its order, before it is written as DOCX or typeset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "centre", "right"]

# The form of Decree 30/2020/NĐ-CP, annex I, in millimetres and points; values from secondary sources.
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20.0, 20.0, 30.0, 15.0
PAGE_MM = (210.0, 297.0)
WIDTH_MM = PAGE_MM[0] - LEFT_MM - RIGHT_MM
HEAD_MM = (72.0, WIDTH_MM - 72.0)
FOOT_MM = (88.0, WIDTH_MM - 88.0)
NUMBER_FROM_TOP_MM = 10.0
EMBLEM_PT, MOTTO_PT, OFFICE_PT, BODY_PT, CELL_PT = 12.0, 13.0, 12.0, 13.0, 11.0
RECIPIENTS_PT, RECIPIENT_PT = 12.0, 11.0
INDENT_MM, AFTER_PT, LEADING_PT = 10.0, 6.0, 17.0
SIGN_MM, GAP_MM = 28.0, 4.0
SHORT_LINE = 0.4
"""The line beneath an office or a subject, as a part of its text's width: a third to a half."""


@dataclass(frozen=True)
class Heading:
    """The title of a part ("I. …")."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Words of the body; `kind` "note" is small and in italics."""

    text: str
    kind: Literal["body", "note"] = "body"


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table in words: the head repeats on every page, `shares` part the width."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    aligns: tuple[Align, ...]
    shares: tuple[float, ...]

    def widths_mm(self) -> tuple[float, ...]:
        """The width of each column."""
        return tuple(WIDTH_MM * share / sum(self.shares) for share in self.shares)


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter in one language; there is no field for anybody's name, number, seal or signature.

    Parameters
    ----------
    language
        "vi" or "en".
    higher, office
        The office above and the one that issues; `higher` may be empty.
    nation, motto
        The emblem line and what stands beneath it.
    number, place_and_day
        "Số: ......" with room for the number, and place, day, month, year.
    kind, subject
        "BÁO CÁO" and what it is about.
    to
        To whom, as one line.
    opening, body, closing
        The text.
    recipients_title, recipients, signer
        *Nơi nhận* with its list, and the lines above the space to sign.
    title, file, code, day
        Of the file: its title, its name without suffix, the verification code, the ISO day of the data.
    """

    language: str
    nation: str
    motto: str
    higher: str
    office: str
    number: str
    place_and_day: str
    kind: str
    subject: str
    to: str
    opening: tuple[str, ...]
    body: tuple[Block, ...]
    closing: tuple[str, ...]
    recipients_title: str
    recipients: tuple[str, ...]
    signer: tuple[str, ...]
    title: str
    file: str
    code: str = ""
    day: str = ""

    def words(self) -> tuple[str, ...]:
        """Every text in the order in which it is read, row by row."""
        return tuple(text for text in self._texts() if text)

    def _texts(self) -> Iterator[str]:
        yield from (self.higher, self.office, self.nation, self.motto, self.number, self.place_and_day)
        yield from (self.kind, self.subject, self.to, *self.opening)
        for block in self.body:
            if isinstance(block, Grid):
                yield block.caption
                for row in (block.head, *block.rows):
                    yield from row
            else:
                yield block.text
        yield from (*self.closing, self.recipients_title, *self.recipients, *self.signer)
