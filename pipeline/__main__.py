"""`python -m pipeline` and the `bibmill` command: checks the Python version before anything that needs a new one."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one is told, not shown a trace
        found = "%d.%d" % sys.version_info[:2]  # noqa: UP031
        return _fail("this is Python " + found + "; bibmill needs Python 3.11 or newer.", 2)
    try:
        from pipeline.cli import run
        from pipeline.console.streams import fill_closed_handles

        fill_closed_handles()
    except (OSError, MemoryError) as error:  # a machine so short of everything that nothing is loaded
        return _fail(f"it cannot be started ({error}); this machine lacks file handles or memory.", 3)
    except ImportError as error:
        installed = "another package `pipeline` was installed over bibmill's own"
        return _fail(f"{installed} ({error}); install bibmill into an environment of its own, as pipx does.", 3)
    return run(sys.argv[1:])


def _fail(sentence: str, code: int) -> int:
    """Tell why nothing could be started; for machines as the command line does it, but nothing more can be loaded."""
    if "--json" in sys.argv:
        quoted = sentence.replace("\\", "\\\\").replace('"', '\\"')
        sys.stdout.write('{"error": "' + quoted + '", "exit": ' + str(code) + "}\n")
    sys.stderr.write("bibmill: " + sentence + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
