"""How good the matching is: rows of real lists, made worse in known ways, against answers that people checked."""
