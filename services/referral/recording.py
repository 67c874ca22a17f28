"""What the events of every room change, put together: `record` is the only way to change what others may hear of."""

from shared.persistence.outbox import recorder

from .store.referrals import WRITES as REFERRALS

record = recorder(REFERRALS)
