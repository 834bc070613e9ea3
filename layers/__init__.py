"""What the city is: layers, grids and their checks, files and the shared warehouse."""

__version__ = "0.1.0"
