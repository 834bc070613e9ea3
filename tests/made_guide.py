"""The user guide as PDF, in both languages: `python -m tests.made_guide` typesets it, `--pictures` takes them first.

The text stands in `docs/guide/vi.md` and `en.md`, plain Markdown: any editor opens it, and it reads well as it is. A
few rules make a book of it:

- the comment in the first line is the day of the edition;
- `**words**` are words of the screen, and nothing else is: a test looks each of them up in the catalogue;
- a picture stands alone in its paragraph, and its text is its caption; a link to its file gets its number;
- a link to `#a-heading` gets the page behind it;
- a paragraph with `>` before it is a note.

The PDF keeps a digest of what it was made from, so that a test sees when it is older than its text.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pypdf
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node
from PIL import Image
from pypdf.generic import ArrayObject, ByteStringObject, NameObject, NumberObject, StreamObject

from planning.i18n import LANGUAGES, Language, translator
from planning.report.fonts import SANS
from planning.report.markup import array, call
from planning.report.typeset import Document, escape, string

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "guide"
FILES: Mapping[Language, str] = {"vi": "huong-dan-su-dung.pdf", "en": "user-guide.pdf"}
WORDS: Mapping[Language, Mapping[str, str]] = {
    "vi": {"contents": "Mục lục", "figure": "Hình", "page": "trang", "edition": "Bản ngày"},
    "en": {"contents": "Contents", "figure": "Figure", "page": "page", "edition": "Edition of"},
}
MADE_FROM = "made from "
DAY = re.compile(r"<!-- (\d{4}-\d\d-\d\d) -->")
FULL_WIDTH_PX = 1200  # a picture as wide as this, or wider, is as wide as the text
FEWEST_LETTERS, MOST_LETTERS = 14, 70  # columns share the width by their longest cells, within these

STYLE = r"""
#let ink = rgb("#1f2a2e")
#let pale = rgb("#5b696e")
#let accent = rgb("#14566b")
#let soft = rgb("#eef3f4")
#let hair = rgb("#c9d2d4")
#set page(paper: "a4", margin: (x: 21mm, top: 19mm, bottom: 19mm), footer: context {
  set text(size: 8pt, fill: pale)
  title
  h(1fr)
  counter(page).display("1 / 1", both: true)
})
#set text(font: face, size: 9.6pt, fill: ink, lang: language, hyphenate: false)
#set par(leading: 0.62em, spacing: 0.85em, justify: false)
#set heading(numbering: "1.1")
#set list(indent: 2pt, body-indent: 5pt, spacing: 0.6em, marker: text(fill: accent)[•])
#set enum(indent: 2pt, body-indent: 5pt, spacing: 0.65em, numbering: n => text(fill: accent, weight: 600)[#n.])
#show heading.where(level: 1): it => block(above: 1.9em, below: 0.9em, sticky: true, text(size: 15pt, weight: 600,
  fill: accent, it))
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.75em, sticky: true, text(size: 10.8pt, weight: 600,
  fill: accent, it))
#show raw: set text(font: "DejaVu Sans Mono", size: 7.9pt)
#show raw.where(block: true): it => block(breakable: false, width: 100%, fill: soft, radius: 2pt,
  inset: (x: 8pt, y: 7pt), it)
#set figure(gap: 0.6em, supplement: words-figure)
#show figure.where(kind: image): set block(above: 1.2em, below: 1.3em)
#set place(clearance: 1.6em)
#show figure.caption: it => align(left, text(size: 8.4pt, fill: pale)[#text(weight: 600, fill: accent)[#it.supplement
  #context it.counter.display(it.numbering).] #it.body])
#let shown(body) = text(weight: 600, body)
#let to(place, body) = link(label(place), text(fill: accent, body))
#let at-page(place, body) = to(place, body) + context [ (#words-page #counter(page).at(label(place)).first())]
#let picture(file, words, width) = figure(box(stroke: 0.5pt + hair, image(file, alt: words, width: width)),
  kind: image, caption: words, placement: auto)
#let note(body) = block(above: 0.95em, below: 1.05em, width: 100%, inset: (left: 9pt, y: 3pt),
  stroke: (left: 2.4pt + rgb("#c07a00")), body)
#let rows(widths, head, ..cells) = block(above: 0.9em, below: 1.15em, breakable: false, {
  set text(size: 8.6pt)
  set par(leading: 0.5em, spacing: 0.5em)
  table(columns: widths.map(width => width * 1fr), inset: (x: 4pt, y: 4pt), stroke: none, align: left + top,
    table.hline(stroke: 0.8pt + accent),
    table.header(..head.map(it => text(weight: 600, fill: accent, it))),
    table.hline(stroke: 0.5pt + accent),
    ..cells.pos().map(row => (..row, table.hline(stroke: 0.3pt + hair))).flatten())
})
#let front(edition, contents, body) = {
  block(above: 6mm, below: 4mm, text(size: 26pt, weight: 600, fill: accent, title))
  block(below: 6mm, line(length: 36mm, stroke: 2.4pt + accent))
  body
  block(text(size: 8.6pt, fill: pale, edition))
  block(above: 9mm, below: 1em, text(size: 12pt, weight: 600, fill: accent, contents))
  outline(title: none, depth: 1)
}
"""


@dataclass(frozen=True)
class Places:
    """What a link can lead to."""

    headings: Mapping[str, int]
    """Its name in a link to its place among all."""
    pictures: Mapping[str, int]
    """File to number."""


# -- the text


def parsed(text: str) -> Node:
    """The tree of a text."""
    return Node(MarkdownIt("commonmark").enable("table").parse(text))


def words_of(node: Node) -> str:
    """The plain words within."""
    if node.type in {"text", "code_inline"}:
        return node.content
    return "".join(" " if child.type == "softbreak" else words_of(child) for child in node.children)


def anchor(heading: str) -> str:
    """The name by which links call a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def screen_words(tree: Node) -> list[str]:
    """What the text says stands on the screen, in its order."""
    return [words_of(node) for node in tree.walk() if node.type == "strong"]


def pictures_of(tree: Node) -> list[str]:
    """The pictures' files, in their order."""
    return [str(node.attrs["src"]) for node in tree.walk() if node.type == "image"]


def chapters(tree: Node) -> list[list[Node]]:
    """The blocks of each chapter, its heading first."""
    found: list[list[Node]] = []
    for node in tree.children:
        if node.type == "heading" and node.tag == "h2":
            found.append([])
        if found:
            found[-1].append(node)
    return found


# -- to Typst


def lines(nodes: Sequence[Node], places: Places) -> str:
    """Words in a line."""
    return "".join(INLINE[node.type](node, places) for node in nodes)


def link(node: Node, places: Places) -> str:
    """A link: with the page of a heading, the number of a picture, or the file's name."""
    target, text = unquote(str(node.attrs["href"])), lines(node.children, places)
    if target.startswith("#"):
        return f'#at-page("heading-{places.headings[target[1:]]}", [{text}])'
    if target in places.pictures:
        number = places.pictures[target]
        return f'#to("picture-{number}", [{text} {number}])'
    if "://" in target:
        return f"#link({string(target)}, [{text}])"
    file = (GUIDE / target).resolve().relative_to(GUIDE.parents[1])
    return f"{text} (#raw({string(file.as_posix())}))"


INLINE: Mapping[str, Callable[[Node, Places], str]] = {
    "inline": lambda node, places: lines(node.children, places),
    "text": lambda node, _: escape(node.content),
    "softbreak": lambda *_: " ",
    "strong": lambda node, places: f"#shown[{lines(node.children, places)}]",
    "em": lambda node, places: f"#emph[{lines(node.children, places)}]",
    "code_inline": lambda node, _: f"#raw({string(node.content)})",
    "link": link,
}


def blocks(nodes: Sequence[Node], places: Places) -> str:
    """One block after the other."""
    return "\n".join(BLOCKS[node.type](node, places) for node in nodes)


def paragraph(node: Node, places: Places) -> str:
    """A paragraph, or the picture that stands in it."""
    inner = node.children[0].children
    if len(inner) != 1 or inner[0].type != "image":
        leads = words_of(node).endswith(":")  # to what stands under it, so both stay on one page
        text = lines(node.children, places)
        return f"#block(sticky: true, [{text}])\n" if leads else f"{text}\n"
    file, words = str(inner[0].attrs["src"]), words_of(inner[0])
    with Image.open(BytesIO((GUIDE / file).read_bytes())) as image:
        share = min(1.0, image.width / FULL_WIDTH_PX)
    return f"#picture({string(file)}, {string(words)}, {share:.2%}) <picture-{places.pictures[file]}>\n"


def heading(node: Node, places: Places) -> str:
    """A heading that can be led to."""
    words = words_of(node)
    return f"#heading(level: {int(node.tag[1]) - 1}, {string(words)}) <heading-{places.headings[anchor(words)]}>\n"


def items(name: str) -> Callable[[Node, Places], str]:
    """What makes a list."""
    return lambda node, places: call(name, *(f"[{blocks(item.children, places)}]" for item in node.children))


def rows(node: Node, places: Places) -> str:
    """A table with a head."""

    def cells(row: Node) -> str:
        return array(f"[{lines(cell.children, places)}]" for cell in row.children)

    head, *rest = [row for part in node.children for row in part.children]
    longest = [
        max(map(len, map(words_of, column))) for column in zip(*(row.children for row in (head, *rest)), strict=True)
    ]
    widths = array(str(min(max(length, FEWEST_LETTERS), MOST_LETTERS)) for length in longest)
    return call("rows", widths, cells(head), *map(cells, rest))


BLOCKS: Mapping[str, Callable[[Node, Places], str]] = {
    "paragraph": paragraph,
    "heading": heading,
    "bullet_list": items("list"),
    "ordered_list": items("enum"),
    "table": rows,
    "blockquote": lambda node, places: call("note", f"[{blocks(node.children, places)}]"),
    "code_block": lambda node, _: call("raw", string(node.content.rstrip("\n")), "block: true"),
}


# -- the book


def book(language: Language) -> Document:
    """The guide in a language; its code is the digest of all that it is made from."""
    text = (GUIDE / f"{language}.md").read_text("utf-8")
    tree, words, t = parsed(text), WORDS[language], translator(language)
    day = DAY.match(text)
    if day is None:
        raise ValueError(f"{language}.md does not begin with its day")
    title, *rest = [node for node in tree.children if node.type != "html_block"]
    start = next(number for number, node in enumerate(rest) if node.type == "heading")
    titled = [words_of(node) for node in tree.walk() if node.type == "heading"]
    pictures = pictures_of(tree)
    places = Places(
        {anchor(name): number for number, name in enumerate(titled)},
        {file: number for number, file in enumerate(dict.fromkeys(pictures), 1)},
    )
    edition, contents = string(f"{words['edition']} {t.date(day[1])}"), string(words["contents"])
    front = call("front", edition, contents, f"[{blocks(rest[:start], places)}]")
    body = front + blocks(rest[start:], places)
    files = {file: (GUIDE / file).read_bytes() for file in pictures}
    known = {"title": words_of(title), "language": language, "face": SANS}
    known |= {f"words-{name}": word for name, word in words.items()}
    source = "".join(f"#let {name} = {string(value)}\n" for name, value in known.items()) + STYLE + body
    code = hashlib.sha256(b"\0".join([source.encode(), *files.values()])).hexdigest()[:16]
    return Document(
        source=f"#set document(title: {string(words_of(title))}, keywords: ({string(MADE_FROM + code)},))\n{source}",
        files=files,
        title=words_of(title),
        language=language,
        name=Path(FILES[language]).stem,
        illustrative=False,
        code=code,
        day=day[1],
    )


def slimmed(pdf: bytes) -> bytes:
    """The same with its pictures by their few colours: half the size, not a dot changed."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf))
    writer.pdf_header = pdf[:8].decode()
    for stream in {id(found): found for page in writer.pages for found in images_of(page)}.values():
        width, height = int(stream["/Width"]), int(stream["/Height"])
        red, green, blue = (
            np.frombuffer(stream.get_data(), dtype=np.uint8).reshape(width * height, 3).T.astype(np.uint32)
        )
        colours, which = np.unique(red << 16 | green << 8 | blue, return_inverse=True)
        table = [NameObject("/Indexed"), stream["/ColorSpace"], NumberObject(len(colours) - 1)]
        stream[NameObject("/ColorSpace")] = ArrayObject(
            [*table, ByteStringObject(b"".join(int(colour).to_bytes(3) for colour in colours))]
        )
        stream.set_data(which.astype(np.uint8).tobytes())
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def images_of(page: pypdf.PageObject) -> list[StreamObject]:
    """The pictures of a page that have three bytes a dot."""
    things = page["/Resources"].get("/XObject", {}).values()  # type: ignore[union-attr]
    images = (thing.get_object() for thing in things)
    return [image for image in images if image["/Subtype"] == "/Image" and "/SMask" not in image]


def main() -> None:
    """Write both books anew; take the pictures first where that is asked for."""
    if "--pictures" in sys.argv:
        from tests.guide_pictures import take

        take(GUIDE / "pictures")
    for language in LANGUAGES:
        (GUIDE / FILES[language]).write_bytes(slimmed(book(language).pdf()))
        sys.stderr.write(f"{FILES[language]}\n")


if __name__ == "__main__":
    main()
