"""Dock, pages, map tools, plots, and the controllers between them and the other rooms."""
