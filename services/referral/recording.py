"""What the events of every room change, put together: from here on `record` knows them all."""

from .store.recording import changes, record
from .store.referrals import WRITES as REFERRALS

__all__ = ["record"]

changes(REFERRALS)
