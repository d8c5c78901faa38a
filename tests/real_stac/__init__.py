"""Our client against the server that ITS_LIVE runs: stac-fastapi with pgstac on PostgreSQL."""
