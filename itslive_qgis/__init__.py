"""ITS_LIVE for QGIS: glacier velocity from image pairs, from search to time series.

This module is imported by QGIS and by the worker's Python alike, so it imports nothing.
"""


def classFactory(iface):  # noqa: N802 - the name QGIS looks for
    """Return the plugin object that QGIS hangs into its main window."""
    from .plugin import ItslivePlugin

    return ItslivePlugin(iface)
