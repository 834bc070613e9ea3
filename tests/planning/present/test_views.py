"""Views are values."""

import geopandas as gpd
import shapely

from planning.present.views import Answer, Mark, ShapeLayer


def layer(**more) -> ShapeLayer:
    return ShapeLayer(
        id="x", kind="point", shapes=gpd.GeoSeries([shapely.Point(0, 0)], crs="EPSG:4326"), marks=(Mark(),), **more
    )


def test_the_key_is_that_of_the_shapes_as_drawn():
    assert layer().key == layer(title="khác", shown=False).key
    assert layer().key != layer(tolerance_m=50).key
    assert layer(shapes_key="a").key != layer(shapes_key="b").key


def test_sentences_in_a_row():
    assert Answer(sentences=("Một.", "Hai.")).text == "Một. Hai."
