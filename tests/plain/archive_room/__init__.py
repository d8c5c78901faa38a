"""Tests of the archive room: what ITS_LIVE holds and how to get it."""
