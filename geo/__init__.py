"""Where things are, in British National Grid metres; knows no applications and no people."""
