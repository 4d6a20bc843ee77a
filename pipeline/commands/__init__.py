"""The commands, one module each with `run(options) -> exit code`, and nothing else.

Shown to the command line: all modules, by the name of the command. No command imports another or the command line.
"""

__all__: list[str] = []
