"""The pages of groups: for link workers and their lead, for one person, and for a host with a link."""

from . import groups, host, person

doors = (groups.pages, person.pages, host.pages)
