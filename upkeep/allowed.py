"""What the rules allow, place by place, each with the reason."""

SILENCED: dict[tuple[str, str], str] = {
    ("alerts/cli/demonstration.py", "S104"): "compares a host that somebody gave; binds nothing",
    ("alerts/db/backup.py", "S603"): "pg_dump, of the installation's own settings, without a shell",
    ("alerts/db/put_back_postgresql.py", "S603"): "psql, of the installation's own settings, without a shell",
    ("alerts/web/build_assets.py", "S603"): "node and npm, of arguments of the code, without a shell",
    ("upkeep/audit.py", "S603"): "pip-audit and npm, of arguments of the code, without a shell",
    ("upkeep/tracked.py", "S603"): "git, of patterns that stand in the code, without a shell",
    ("alerts/mail/joined.py", "S704"): "a mark of random letters that we chose ourselves",
    ("alerts/web/admin/numbers.py", "S704"): "drawn of numbers alone",
    ("alerts/web/insight/figures.py", "S704"): "drawn of numbers alone",
    ("alerts/web/insight/picture.py", "S704"): "made by the drawing, which escapes every word (ElementTree)",
    ("alerts/web/maps.py", "S704"): "made by the drawing, which escapes every word (ElementTree)",
    ("scheduler/demo/borough.py", "S311"): "chance of an invented borough, the same for the same seed",
    ("scheduler/demo/clockwork.py", "S311"): "chance of an invented borough, the same for the same seed",
    ("alerts/db/bulk.py", "S608"): "names of the code; values are parameters",
    ("alerts/db/locks.py", "S608"): "one of two functions, named by the code; keys are parameters",
    ("alerts/db/search.py", "S608"): "a number of the code",
}
"""Rules of security that a line silences, by file and rule."""

PIECED: dict[tuple[str, str], str] = {
    ("alerts/db/bulk.py", "exec_driver_sql"): "names of the code; values are parameters",
    ("alerts/db/locks.py", "text"): "one of two functions, named by the code; keys are parameters",
    ("alerts/db/schema.py", "exec_driver_sql"): "a number of milliseconds, rounded",
    ("alerts/db/search_index.py", "exec_driver_sql"): "triggers, written out in the same file",
    ("alerts/db/session.py", "exec_driver_sql"): "IMMEDIATE or DEFERRED, as the session's own kind says",
}
"""SQL that is put together from more than constants, by file and what is called."""

NETWORK_DOORS: dict[str, str] = {
    "alerts/mail/boxes/imap.py": "reads what came back from an IMAP box",
    "alerts/mail/sender.py": "hands e-mails over by SMTP",
    "alerts/mail/sign_in.py": "names the errors of signing in to a mail server",
    "alerts/mail/timed_smtp.py": "SMTP with a deadline for each step",
    "alerts/services/owner.py": "asks for the name of this machine; connects to nothing",
    "scheduler/errors.py": "names the errors of a fetch",
    "scheduler/fetch.py": "the one door to HTTP",
    "scheduler/guard.py": "the sockets under it, bound by time and size",
    "scheduler/wire.py": "connects, to addresses that are allowed alone",
}
"""Files that may import a way to the network."""

NOT_OURS: dict[str, str] = {}
"""Known vulnerabilities of packages that cannot be reached through this service, by their number."""
