"""Charts as SVG, one file a kind: plain values in, a drawing out, on a wide or a narrow paper; never asks anybody."""
