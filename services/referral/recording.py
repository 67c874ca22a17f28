"""What the events of every room change, put together: from here on `record` knows them all."""

from .contacts.store import WRITES as CONTACTS
from .store.recording import changes, record
from .store.referrals import WRITES as REFERRALS

__all__ = ["record"]

changes(REFERRALS, CONTACTS)
