"""The values that flow between the steps: no I/O, all frozen."""
