"""Results as views: what to show, in words of one language, before anybody draws it.

A view is a frozen value. The page draws it with Leaflet and widgets, the report on paper; both print the same breaks,
legend and credit. Pages write functions that take results and a `Translator` and give views:

- `views`   `MapView` of `ShapeLayer`s and `ImageLayer`s, `TableView`, `FiguresView`, `ChartView`, `Answer`
- `scale`   class breaks shared by several maps, colours, classes; unreached and missing are classes of their own
- `sentence` lists of names, answers with forms for none, some and all
- `base`    the base map of a city; its usual layers (units, streets, facilities, zoning ...), ready to be laid over
  each other
"""
