"""Results become QGIS layers: rasters, tables, styles, metadata."""
