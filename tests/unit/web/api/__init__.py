"""The read API, in so far as it is pure."""
