"""The look of the annex as Typst source: page, head and foot, headings, cover, lists."""

STYLE = r"""
#set page(paper: "a4", margin: (top: 24mm, bottom: 20mm, left: 25mm, right: 18mm),
  header-ascent: 6mm, footer-descent: 5mm)
#set text(font: SANS, size: 9.2pt, fill: ink, hyphenate: false)
#set par(leading: 0.66em, spacing: 0.9em, justify: false)
#set table.cell(breakable: false)
#show heading.where(level: 1): it => block(above: 0pt, below: 1em, sticky: true, width: 100%, {
  set par(leading: 0.4em)
  text(size: 16pt, weight: 700, fill: accent, it.body)
  v(5pt, weak: true)
  line(length: 100%, stroke: 0.8pt + accent)
})
#show heading.where(level: 2): it => block(above: 1.5em, below: 0.7em, sticky: true,
  text(size: 11.5pt, weight: 600, fill: accent, it.body))
#show heading.where(level: 3): it => block(above: 1.1em, below: 0.5em, sticky: true,
  text(size: 9.6pt, weight: 600, it.body))
#show outline.entry: set block(spacing: 0.5em)
#show outline: set text(size: 8.8pt)
#show outline.entry.where(level: 1): set text(weight: 600)
#show math.equation: set text(size: 10.5pt)

#let badge(mark) = box(fill: alarm, inset: (x: 0.7em, top: 0.52em, bottom: 0.4em), radius: 1.5pt,
  text(fill: white, weight: 700, size: 7.2pt, mark))
#let running(words, mark) = {
  set text(size: 7.6pt, fill: pale)
  grid(columns: (1fr, auto), align: (left + bottom, right + bottom), words, if mark != "" { badge(mark) })
  v(-5pt)
  line(length: 100%, stroke: 0.4pt + hair)
}
#let foot(words, page-word) = context {
  set text(size: 7.4pt, fill: pale)
  line(length: 100%, stroke: 0.4pt + hair)
  v(-6pt)
  align(center)[#words · #page-word #counter(page).display()/#counter(page).final().first()]
}
#let listed(rows) = grid(columns: (auto, 1fr, auto), column-gutter: 8pt, row-gutter: 4.1pt,
  ..rows.map(((number, words, place)) => (
    link(place, text(size: 8pt, fill: accent, weight: 600, number)), link(place, text(size: 8pt, words)),
    context text(size: 8pt, str(counter(page).at(place).first())),
  )).flatten())
#let terms(rows) = block(above: 0.8em, columns(2, gutter: 8mm, {
  set text(size: 8pt)
  set par(leading: 0.45em, spacing: 0.6em)
  for (here, there) in rows {
    block(breakable: false, below: 5pt)[#text(weight: 600, here) #h(3pt) #text(fill: pale, there)]
  }
}))
#let digests(rows) = block(above: 0.6em, { set text(size: 7pt); grid(columns: (auto, 1fr) * 2, column-gutter: 8pt,
  row-gutter: 5pt, ..rows.map(row => (row.at(0), text(fill: pale, row.at(1)))).flatten()) })
#let bookmark(words) = place(hide(heading(level: 2, outlined: false, bookmarked: true, words)))
#let formula(words, body) = block(above: 0.8em, below: 0.8em, math.equation(block: true, alt: words, body))
#let listing(words) = block(above: 0.6em, width: 100%, inset: 8pt, fill: soft, radius: 2pt, text(size: 8pt, words))
#let cover(kind, title, area, mark, head, shape, rows) = page(header: none, {
  if shape != "" {
    place(right + horizon, dx: 6mm, dy: 8mm, pdf.artifact(image(shape, width: 118mm, height: 150mm, fit: "contain")))
  }
  set par(leading: 0.5em)
  text(size: 9pt, fill: pale, head)
  v(1fr)
  if mark != "" { block(below: 9mm, badge(text(size: 10pt, mark))) }
  text(size: 10.5pt, fill: pale, weight: 600, kind)
  v(4mm, weak: true)
  text(size: 26pt, weight: 700, fill: accent, title)
  v(6mm, weak: true)
  line(length: 34mm, stroke: 2.4pt + accent)
  v(6mm, weak: true)
  text(size: 17pt, weight: 600, area)
  v(2fr)
  grid(columns: (auto, 1fr), column-gutter: 14pt, row-gutter: 9pt,
    ..rows.map(row => (text(fill: pale, row.at(0)), text(weight: 600, row.at(1)))).flatten())
})
"""
