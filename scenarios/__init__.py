"""What could change: edits, actions that make them, and scenarios applied to a city."""

__version__ = "0.1.0"
