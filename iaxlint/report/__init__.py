"""Findings and calls for people and for machines, one module per format."""
