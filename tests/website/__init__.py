"""The documents say only what is so: commands, settings, links; and what the site makes of them."""
