"""Areas that people bring: files in several formats and typed co-ordinates, each read by a small pure reader."""
