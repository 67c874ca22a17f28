"""The pages of what a Local lets out."""

from . import release

doors = (release.pages,)
