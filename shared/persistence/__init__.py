"""PostgreSQL: the transaction, what is told and heard with it, and what is kept about people."""
