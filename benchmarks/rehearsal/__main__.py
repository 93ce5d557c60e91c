"""`python -m benchmarks.rehearsal`: a simulated week of Great Britain through the real code, and its figures."""

import json
import logging
import signal
import sys

from benchmarks.rehearsal import report, slopes
from benchmarks.rehearsal.options import read_options
from benchmarks.rehearsal.progress import Progress
from benchmarks.rehearsal.run import as_json, rehearse


def main() -> None:
    """Rehearse, print the table, and leave all figures in the folder; exit status 1 where an e-mail went astray."""
    options, with_slopes = read_options(sys.argv[1:])
    logging.disable(logging.WARNING)
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("stopped")
    )  # in order: the helpers and the database end too
    options.folder.mkdir(parents=True, exist_ok=True)
    with Progress() as progress:
        if with_slopes:
            measured = slopes.grow(options, progress)
            (options.folder / "slopes.json").write_text(json.dumps(measured, indent=1))
            print("\n".join(slopes.lines(measured)))
            return
        outcome = rehearse(options, progress)
    (options.folder / "figures.json").write_text(json.dumps(as_json(outcome), indent=1))
    print("\n".join(report.lines(outcome)))
    print(f"All figures are in {options.folder / 'figures.json'}.")
    sys.exit(not outcome.audit.is_clean)


if __name__ == "__main__":
    main()
