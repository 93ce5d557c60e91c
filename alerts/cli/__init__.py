"""The command line: the composition root. Thin commands over services and the scheduler."""
