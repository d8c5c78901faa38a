"""Benches: each ``bench_<name>.py`` times one thing that must be fast."""
