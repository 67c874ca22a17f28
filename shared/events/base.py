"""What every event has in common."""

from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

T = TypeVar("T")
PRIVATE = object()
Private = Annotated[T | None, PRIVATE]
"""A field that stays at home: the service stores it, the published event lacks it."""


class Event(BaseModel):
    """A fact: it has happened, it never changes, and others may hear of it."""

    model_config = ConfigDict(frozen=True)

    service: ClassVar[str]
    """Who tells it."""
    stream: ClassVar[str]
    """The topic's last word; the teller's name unless the class says otherwise."""
    keyed_by: ClassVar[str] = "participant_id"
    """The field that is the subject, and so the message key: order holds within it."""
    version: ClassVar[int] = 1

    occurred_at: AwareDatetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "stream" not in cls.__dict__ and "service" in cls.__dict__:
            cls.stream = cls.service

    @property
    def subject(self) -> str:
        return str(getattr(self, self.keyed_by))

    @classmethod
    def type_name(cls) -> str:
        return f"au.localconnections.{cls.__name__}.v{cls.version}"

    @classmethod
    def private_fields(cls) -> set[str]:
        return {name for name, field in cls.model_fields.items() if PRIVATE in field.metadata}

    def body(self) -> bytes:
        """What is published: everything but what is kept. UTF-8 JSON; nothing at all if this takes something away."""
        return self.model_dump_json(exclude=self.private_fields()).encode()

    @classmethod
    def published_schema(cls) -> dict[str, Any]:
        """JSON Schema (2020-12) of the published body. Open: readers ignore what they do not know."""
        schema = cls.model_json_schema(mode="serialization")
        for name in cls.private_fields():
            del schema["properties"][name]
        required = [name for name in schema.get("required", []) if name not in cls.private_fields()]
        return schema | {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:{cls.type_name()}",
            "required": required,
        }


class Tombstone(Event):
    """On a compacted topic, what stands under this key is there no more. Its record has no data: a tombstone."""

    def body(self) -> bytes:
        return b""

    @classmethod
    def published_schema(cls) -> dict[str, Any]:
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:{cls.type_name()}",
            "title": cls.__name__,
            "description": (cls.__doc__ or "").strip(),
            "type": "null",
        }
