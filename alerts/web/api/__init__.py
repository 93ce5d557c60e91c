"""The read API: what anybody's program may ask of the register, described by the code that answers it."""
