"""Lists of claims as carriers' portals export them: with a map of their columns, each row becomes a case."""
