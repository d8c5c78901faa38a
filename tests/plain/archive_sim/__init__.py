"""Tests of the simulated archive: the truth that the plugin is measured against."""
