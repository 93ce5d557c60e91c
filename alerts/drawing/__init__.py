"""Maps drawn as SVG from plain geometry: no tiles, no scripts, no style sheet needed."""
