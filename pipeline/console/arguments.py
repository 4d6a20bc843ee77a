"""What may be typed: the commands with what they do, the flags of all of them, and the arguments of each.

It imports nothing, so that `--help` is said at once.
"""

from __future__ import annotations

COMMANDS = {
    "init": "make a new project folder with settings, an example list and a Makefile",
    "add": "put papers (DOI, arXiv id, link or title) into one of your lists",
    "bib": "all stages, as far as something changed: the list becomes a bibliography",
    "review": "what a person must decide, as a stub for data/decisions.yaml",
    "explain": "where a record comes from, and what spoke for and against each candidate",
    "check": "settings, artefacts and outputs, without writing anything",
    "verify": "are these references right? each entry of your files, judged",
    "complete": "what a .bib lacks, filled in by the APIs; all else in it stays byte for byte",
    "dedupe": "matches to works, with citation keys; with files: any exports become one without duplicates",
    "refresh": "new citation counts for every identified work",
    "update-list": "fresh counts in your own Markdown list, and nothing else in it",
    "normalize": "raw tables to rows and claims",
    "enrich": "claims to matches, by the library and the APIs",
    "emit": "works to the files in output/",
    "help": "help on a topic or a command; without either, the list of topics",
    "completion": "completion of commands, flags and files for your shell",
}
COMMAND_GROUPS = {
    "begin": ("init", "add"),
    "run": ("bib",),
    "look and decide": ("review", "explain", "check"),
    "references of anybody, no project needed": ("verify", "complete", "dedupe"),
    "keep fresh": ("refresh", "update-list"),
    "one stage of `bib` each, as `dedupe` without files": ("normalize", "enrich", "emit"),
    "get help": ("help", "completion"),
}
"""All commands, by what a person wants."""

TOPICS = {
    "begin": "from a list to references, in four commands",
    "lists": "what may be a list, and what to say where it is understood wrongly",
    "settings": "every key of pipeline.yaml, with its default",
    "schema": "the JSON schema of pipeline.yaml, for editors",
    "decisions": "how to say which paper a row is, and which works are one",
    "keys": "citation keys: how they are made, and that they stay",
    "sources": "who is asked, how fast, and which keys help",
    "network": "what leaves the machine, and how to allow or forbid it",
    "files": "the files of a project, and what each is for",
    "latex": "which .bib for which LaTeX, and Overleaf",
    "zotero": "into Zotero, and out of it",
    "findings": "what `bibmill verify` finds, by codes, and how to accept it",
    "schedule": "counts and news each week, by cron, systemd or GitHub",
    "git": "what to commit, and what to do after a merge",
    "json": "summaries for programs",
    "exit-codes": "what each exit code says",
    "environment": "the variables that are read",
}
"""What `bibmill help TOPIC` tells of; the texts are in `console/help_topics`."""

EXIT_CODES = {
    0: "written",
    1: "--strict and something is open",
    2: "usage or settings",
    3: "could not go on",
    130: "interrupted",
    143: "terminated",
}


Arguments = dict[str, dict[str, object]]
"""What argparse is told of each argument, by its names."""

SHARED_FLAGS: Arguments = {
    "-C": {"help": "the project folder (default: this one)", "default": ".", "dest": "directory", "metavar": "DIR"},
    "--config": {"help": "settings (default: pipeline.yaml in the project folder)", "metavar": "FILE"},
    "--offline": {"help": "make no request", "action": "store_true"},
    "--quiet": {"help": "say nothing that is not a problem", "action": "store_true"},
    "-v --verbose": {"help": "say on stderr what is done; -vv tells every request", "default": 0, "action": "count"},
    "--json": {"help": "a machine-readable summary on stdout", "action": "store_true"},
    "--sources": {"help": "ask only these sources", "metavar": "A,B"},
    "--allow-host": {
        "help": "a host that may be asked, keys included, beside the sources' own; may be repeated (BIBMILL_HOSTS)",
        "default": [],
        "action": "append",
        "metavar": "HOST[:PORT]",
    },
    "--allow-outside": {
        "help": "read and write in this folder outside the project, too; may be repeated",
        "default": [],
        "metavar": "DIR",
        "action": "append",
    },
    "--strict": {
        "help": "exit 1 when a row needs a person, a problem was told, or `verify` accuses an entry",
        "action": "store_true",
    },
}
"""The flags of all commands; they may stand before the command or after it."""

FLAG_GROUPS = {
    "flags on the project": ("-C", "--config", "--allow-outside"),
    "flags on what is asked": ("--offline", "--sources", "--allow-host"),
    "flags on what is told": ("--quiet", "-v --verbose", "--json", "--strict"),
}
"""The same flags, by what they are about."""

ACCEPT_LEDGER: Arguments = {
    "--accept-ledger": {"help": "go on with ledgers as they are, whatever they lack", "action": "store_true"},
}
SHOWN = ("verify", "review", "explain", "check", "help", "completion")
"""Commands whose product is what they print; the others write files, and what they print is about these."""
OWN_ARGUMENTS: dict[str, Arguments] = {
    "bib": {
        **ACCEPT_LEDGER,
        "files": {"help": "lists to work on without a project", "nargs": "*", "metavar": "FILE"},
        "-o --output": {
            "help": "with files: where the result goes, by its ending, or - for BibTeX on stdout; may be repeated",
            "default": [],
            "action": "append",
            "metavar": "OUT",
        },
        "--only": {
            "help": "ask only about this row, by citation key, line or FILE:LINE; may be repeated",
            "default": [],
            "metavar": "ROW",
            "action": "append",
        },
        "--rejudge": {"help": "judge anew what an older version has matched", "action": "store_true"},
    },
    "complete": {
        "file": {"help": "the .bib file", "metavar": "FILE.bib"},
        "-o --output": {
            "help": "where the completed copy goes, a .bib, and beside it OUT.provenance.csv; or - for stdout",
            "default": [],
            "action": "append",
            "metavar": "OUT.bib",
        },
        "--replace": {
            "help": "let this field be replaced where a source has another value; may be repeated. `type` makes of a"
            " preprint the paper that it became",
            "default": [],
            "action": "append",
            "metavar": "FIELD",
        },
        "--dry-run": {"help": "only show what would be filled in", "action": "store_true"},
    },
    "dedupe": {
        **ACCEPT_LEDGER,
        "files": {
            "help": "exports to make one list of: .bib, .ris, .nbib, CSL-JSON, JSON lines, CSV",
            "nargs": "*",
            "metavar": "FILE",
        },
        "-o --output": {
            "help": "with files: where the result goes, by its ending (.bib, .biblatex.bib, .json, .jsonl, .ris), and"
            " beside it tables on what was done; or - for BibTeX on stdout",
            "default": [],
            "action": "append",
            "metavar": "OUT",
        },
        "--decisions": {"help": "with files: what a person has joined and parted", "metavar": "FILE"},
        "--dry-run": {"help": "with files: only show what would be done", "action": "store_true"},
    },
    "verify": {
        "files": {
            "help": "references of any format (.bib, CSL-JSON, .ris, a list), or - for stdin",
            "nargs": "+",
            "metavar": "FILE",
        },
        "-o --output": {
            "help": "of one .bib, write a copy in which what is proven wrong is put right, or - for stdout",
            "default": [],
            "action": "append",
            "metavar": "OUT.bib",
        },
        "--report": {"help": "write one page to look at", "metavar": "PAGE.html"},
        "--sarif": {"help": "write SARIF, for code hosts, or - for stdout", "metavar": "FILE"},
    },
    "init": {
        "folder": {"help": "the new folder (default: the project folder)", "nargs": "?", "metavar": "DIR"},
        "list": {"help": "a list to begin with; it is copied into data/raw", "nargs": "?", "metavar": "LIST"},
    },
    "normalize": {
        "--explain": {
            "help": "show what became of each line of the lists, and why; write nothing",
            "nargs": "?",
            "const": "",
            "metavar": "FILE[:LINE]",
        },
    },
    "refresh": {
        **ACCEPT_LEDGER,
        "--older-than": {"help": "only counts older than this, such as 30d", "default": "", "metavar": "AGE"},
        "--only": {"help": "only this work; may be repeated", "default": [], "metavar": "KEY", "action": "append"},
    },
    "add": {
        "what": {"help": "a DOI, an arXiv id, a link or a title", "nargs": "+", "metavar": "WHAT"},
        "--to": {"help": "the list, when there are several", "metavar": "LIST"},
        "--dry-run": {"help": "only show what would be added", "action": "store_true"},
    },
    "update-list": {
        "file": {"help": "one of the lists that the settings name", "metavar": "FILE.md"},
        "--links": {"help": "make links of the titles, too", "action": "store_true"},
        "--dry-run": {"help": "only show what would change", "action": "store_true"},
    },
    "review": {
        "files": {
            "help": "instead of the project: the OUT of `dedupe FILE… -o OUT`, whose unsure pairs are shown",
            "nargs": "*",
            "metavar": "OUT",
        },
    },
    "explain": {
        "what": {"help": "a citation key, or the line of a row in the list", "metavar": "KEY-or-line"},
    },
    "help": {
        "topic": {"help": "a topic or a command", "nargs": "?", "default": "", "metavar": "TOPIC"},
    },
    "completion": {
        "shell": {"help": "bash, zsh or fish", "choices": ("bash", "zsh", "fish"), "metavar": "SHELL"},
    },
}
"""The arguments that only one command takes."""

EXAMPLES = {
    "init": "bibmill init ~/papers papers.md",
    "add": 'bibmill add 10.1109/CVPR.2016.90 "Attention is all you need" --dry-run',
    "bib": "bibmill bib\nbibmill bib papers.md -o refs.bib",
    "review": "bibmill review > stubs.yaml",
    "explain": "bibmill explain zeiler2014visualizing",
    "check": "bibmill check --strict",
    "verify": "bibmill verify references.bib --report page.html",
    "complete": "bibmill complete refs.bib -o completed.bib --replace author",
    "dedupe": "bibmill dedupe scopus.csv pubmed.nbib zotero.bib -o merged.bib",
    "refresh": "bibmill refresh --older-than 30d",
    "update-list": "bibmill update-list data/raw/papers.md --dry-run",
    "normalize": "bibmill normalize --explain papers.md:12",
    "enrich": "bibmill enrich --sources crossref,openalex",
    "emit": "bibmill emit --quiet",
    "help": "bibmill help settings\nbibmill help bib",
    "completion": (
        "bibmill completion bash > ~/.bibmill.bash  # ~/.bashrc: . ~/.bibmill.bash\n"
        "bibmill completion zsh > ~/.zfunc/_bibmill  # mkdir ~/.zfunc; ~/.zshrc: fpath+=~/.zfunc before compinit\n"
        "bibmill completion fish > ~/.config/fish/completions/bibmill.fish"
    ),
}
"""What is shown at the end of the help of a command, a line each."""
