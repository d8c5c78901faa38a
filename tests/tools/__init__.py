"""Builds, packages and checks the plugin; called by the Makefile."""
