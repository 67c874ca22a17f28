"""What every service is built with."""

VERSION = "0.1.0"
"""Of the whole: every service of a Local is released together."""
