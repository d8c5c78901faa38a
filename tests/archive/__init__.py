"""A small ITS_LIVE on loopback: a simulated glacier, its granules, a STAC service, an object store.

It is the independent truth the product is measured against: it imports nothing of the plugin.
Serve it with ``python -m tests.archive``; ask :mod:`tests.archive.truth` how the ground moves.
"""
