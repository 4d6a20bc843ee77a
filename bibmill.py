"""The `bibmill` command, and `python -m bibmill`: finds bibmill's own package, whatever else is called `pipeline`.

Its package has a common name. Another one of that name, in the folder at hand or earlier on the path, is passed over:
this module stands beside its own. Where that cannot be had, it says so in a sentence.
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main() -> int:
    """Run the command line; returns the exit code."""
    sys.path.insert(0, HERE)
    try:
        import pipeline
    except ImportError:
        return _fail("none", "reinstall it")
    finally:
        sys.path.remove(HERE)
    if not (pipeline.__doc__ or "").startswith("bibmill"):
        where = getattr(pipeline, "__file__", None) or next(iter(pipeline.__path__))
        return _fail(
            f"another package `pipeline` ({where})", "install bibmill into an environment of its own, as pipx does"
        )
    from pipeline.__main__ import main as run

    return run()


def _fail(what: str, remedy: str) -> int:
    """Say why bibmill cannot run; for machines, as the command line does it."""
    sentence = f"in place of bibmill's own package there is {what}; {remedy}."
    if "--json" in sys.argv:
        sys.stdout.write(json.dumps({"error": sentence, "exit": 3}) + "\n")
    sys.stderr.write(f"bibmill: {sentence}\n")
    return 3


if __name__ == "__main__":
    sys.exit(main())
