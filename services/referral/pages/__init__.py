"""The front door's pages: for anybody, and for those who answer it."""

from . import ask, desk, erasing, front, inbox, later, people, refer, referral

doors = (
    front.pages,
    ask.pages,
    refer.pages,
    desk.pages,
    later.pages,
    inbox.pages,
    people.pages,
    erasing.pages,
    referral.pages,
)
