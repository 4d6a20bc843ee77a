"""What ends a measurement; everything else is a finding."""


class MeasureError(Exception):
    """Something that is to be measured does not run; the sentence says why."""
