"""What somebody tells us when they ask for support. Every field knows how it must look; few are needed. Pure."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from shared.events.referral import ContactBy, Interpreter, Safety
from shared.kernel.staff import Gender

from . import age, contact, speaking


def _born(value: Any) -> age.Born:
    if isinstance(value, age.Born):
        return value
    if not isinstance(value, str):
        raise ValueError(age.BORN_WORDS)
    return age.born(value)


BORN = "1959-03-27, 27/3/1959 or only the year: 1959; about 1959 if nobody knows exactly"
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(contact.a_name)]
PreferredName = Annotated[str, Field(max_length=100), AfterValidator(contact.one_line)]
Pronouns = Annotated[str, Field(max_length=60), AfterValidator(contact.one_line)]
Language = Annotated[str, Field(max_length=60), AfterValidator(contact.one_line)]
LanguageAnswer = Annotated[str, AfterValidator(speaking.known)]
Address = Annotated[str, Field(max_length=300), AfterValidator(contact.words)]
Phone = Annotated[str, Field(max_length=40), AfterValidator(contact.phone_number)]
Email = Annotated[str, Field(max_length=254), AfterValidator(contact.email_address)]
Hour = Annotated[int, Field(ge=0, le=24)]
Words = Annotated[str, Field(max_length=2000), AfterValidator(contact.words)]
Note = Annotated[str, Field(max_length=1000), AfterValidator(contact.words)]
Referrer = Annotated[str, Field(max_length=150), AfterValidator(contact.one_line)]
Birth = Annotated[age.Born, BeforeValidator(_born, json_schema_input_type=Annotated[str, Field(description=BORN)])]


class ContactDetails(BaseModel):
    """Who somebody is and how it is safe to reach them."""

    name: Name
    preferred_name: PreferredName | None = None
    pronouns: Pronouns | None = None
    contact_by: ContactBy
    phone: Phone | None = None
    email: Email | None = None
    address: Address | None = None
    safe_to_contact: Safety = "unknown"
    hours_from: Hour = 8
    hours_until: Hour = 20
    language: Language | None = None
    languages: Annotated[list[LanguageAnswer], Field(max_length=12)] = []
    """Codes where the words alone are not clear, or instead of them; see `speaking`."""
    interpreter: Interpreter | None = None


class SelfReferral(ContactDetails):
    """All that is asked of somebody who wants support: how to reach them, what brings them, when they were born."""

    what_brings_them: Words | None = None
    wish_gender: Gender | None = None
    """Of whoever supports them, if they have a wish."""
    born: Birth | None = None
