"""All of the notifications service's SQL.

`contacts` is what is known about reaching people, `ledger` the messages, `lists` what the pages show.
"""
