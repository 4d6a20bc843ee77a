"""A project folder and what wires it: settings, artefacts, stages with their files, sources with their client.

Shown to others: `folder`, `artefacts`, `wiring`, `opened_sources`, `single_stage` and `templates`. It is the only
place that knows files, sources, stages and writers at once; it never imports a command.
"""

__all__ = ["artefacts", "folder", "opened_sources", "single_stage", "templates", "wiring"]
