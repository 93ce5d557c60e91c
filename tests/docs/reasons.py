"""Why a block of the documentation is not run by the tests: every reason that a page may give, and no other."""

REASONS = {
    "CI runs it": "`make` targets that the continuous integration itself runs on a clean clone",
    "needs systemd": "units are started by a running systemd",
    "needs root": "packages, users and files of the system",
    "needs DNS": "asks name servers on the internet",
    "tested elsewhere": "a test of its own runs the block, in surroundings that it describes",
}
