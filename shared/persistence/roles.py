"""Two roles in each database: an owner, who changes tables, and the one that a service works as, which cannot.

What nobody may change who only works there: who looked at whom, and which migrations were applied.
"""

import asyncpg

SCHEMAS = "SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
WORKS_IN = """
    GRANT USAGE ON SCHEMA {schema} TO {role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role};"""
STAYS = """
    REVOKE UPDATE, DELETE ON public.audit FROM {role};
    REVOKE INSERT, UPDATE, DELETE ON public.migration FROM {role};"""


async def let_work(connection: "asyncpg.Connection[asyncpg.Record]", role: str) -> None:
    """Gives `role` what a service needs on every table there is, and nothing more. As often as one likes.

    Where there is one role alone, which owns the tables, nothing is given and nothing taken.
    """
    if role == await connection.fetchval("SELECT current_user"):
        return
    name = await connection.fetchval("SELECT quote_ident($1)", role)
    schemas = [row[0] for row in await connection.fetch(SCHEMAS)]
    given = "".join(WORKS_IN.format(schema=schema, role=name) for schema in schemas)
    async with connection.transaction():
        await connection.execute(given + STAYS.format(role=name))
