"""The process boundary: finds a Python, starts it, speaks to it and survives its death."""
