"""What the product knows: venues, matching, merging, citation keys. Pure, no input or output."""
