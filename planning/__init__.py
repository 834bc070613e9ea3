"""What it means: measure cities, compare them, rank them and show them."""

__version__ = "0.1.0"
