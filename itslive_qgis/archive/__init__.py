"""What ITS_LIVE holds and how to get it: areas, queries, services, selection, downloads.

Imports no QGIS: requests, pyproj and the standard library only.
"""
