"""The steps: one verb each, and no step imports another."""
