"""Where the pages of this room hang."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
