"""Where the next facilities should go."""

from planning.siting.site import Objective, SiteOptions, Siting, site

__all__ = ["Objective", "SiteOptions", "Siting", "site"]
