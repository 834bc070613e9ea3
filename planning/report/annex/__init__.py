"""The annex of maps and figures: parts made of views, numbered, typeset as one document."""

from __future__ import annotations

from planning.report.annex.document import annex

__all__ = ["annex"]
