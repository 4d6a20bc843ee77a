"""The commands, one module each: they alone wire files, sources, stages and writers together."""
