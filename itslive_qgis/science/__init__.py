"""The numbers: granules, grids, vector rotation, the cube, series and statistics.

Imports no QGIS, and runs in the worker's Python (numpy, netCDF4, rioxarray, pyproj).
"""
