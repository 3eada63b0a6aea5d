"""Doors for other programs: plugins that they find through entry points."""
