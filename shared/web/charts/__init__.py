"""Where the marks of a chart go. The templates draw them twice, for a desk and for a phone, with a table beside."""

from .lines import line_picture
from .rows import bar_picture, interval_picture

__all__ = ["bar_picture", "interval_picture", "line_picture"]
