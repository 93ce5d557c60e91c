"""Programs with one promise broken, to see that the kill rig notices: each is imported in a worker and spoils it."""
