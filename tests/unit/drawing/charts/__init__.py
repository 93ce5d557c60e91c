"""Charts: every value drawn, no word on another or over an edge, whatever the numbers."""
