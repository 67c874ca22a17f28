"""The pages of messages: for those who walk with people, for intake, and the one that a mail's way to stop leads to."""

from . import messages, stopping

doors = (messages.pages, stopping.stopping)
