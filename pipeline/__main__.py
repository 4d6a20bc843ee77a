"""`python -m pipeline` and the `bibmill` command: checks the Python version before anything that needs a new one."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one is told, not shown a trace
        found = "%d.%d" % sys.version_info[:2]  # noqa: UP031
        sys.stderr.write("bibmill: this is Python " + found + "; bibmill needs Python 3.11 or newer.\n")
        return 2
    try:
        from pipeline.cli import run
        from pipeline.console.streams import fill_closed_handles

        fill_closed_handles()
    except (OSError, MemoryError) as error:  # a machine so short of everything that nothing is loaded
        sys.stderr.write(f"bibmill: it cannot be started ({error}); this machine lacks file handles or memory.\n")
        return 3
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
