"""Carers and supporters, and what the person says that each may know."""
