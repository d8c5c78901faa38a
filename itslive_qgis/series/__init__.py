"""The record of a point: read from official cubes, chosen from, summed up.

Runs in QGIS's own process as well as without QGIS, with nothing but numpy, requests and pyproj.
"""
