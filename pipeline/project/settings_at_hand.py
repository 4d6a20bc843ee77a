"""The settings of commands that work on files without a project: those of the folder at hand, where it has any."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import msgspec

from pipeline.config.schema import read_config
from pipeline.project.folder import SETTINGS, Project, choose_sources, make_boundary, open_project, read_host_rules
from pipeline.storage.boundary import is_file


def open_settings(options: Namespace) -> Project:
    """The settings of the folder at hand where it has any, else the defaults; raises `UsageError` for wrong ones."""
    home = make_boundary(Path(options.directory), options)
    if options.config or options.directory != "." or is_file(home, SETTINGS):
        return open_project(options, needs_lists=False)
    config = choose_sources(msgspec.structs.replace(read_config("", SETTINGS), library=()), options.sources)
    return Project(home.root, config, Path(SETTINGS), options.offline, (), read_host_rules(options.allow_host))
