"""The pages of care for those who care."""

from . import care

doors = (care.pages,)
