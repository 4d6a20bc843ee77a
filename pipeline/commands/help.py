"""`bibmill help [TOPIC]`: a topic, a command, or the list of topics, as plain text."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from pipeline.console.arguments import COMMANDS, TOPICS
from pipeline.console.help_topics.topics import tell


def run(options: Namespace) -> int:
    """Print the text; returns 0."""
    text = tell(options.topic)
    if options.json:
        said = {"topic": options.topic, "text": text} if options.topic else {"topics": TOPICS, "commands": COMMANDS}
        text = json.dumps(said, ensure_ascii=False) + "\n"
    sys.stdout.write(text)
    return 0
