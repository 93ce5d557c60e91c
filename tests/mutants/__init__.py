"""Deliberate breakages of the guards, each with the test that must notice: a promise without one proves little."""
