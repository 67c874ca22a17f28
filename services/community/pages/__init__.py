"""The pages of groups: for link workers and their lead, for one person, and for a host with a link."""

from . import groups, host, last_mile, person

doors = (groups.pages, person.pages, last_mile.pages, host.pages)
