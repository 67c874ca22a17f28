"""The front door's pages: for anybody, and for those who answer it."""

from . import ask, erasing, front, inbox, people, refer, referral

doors = (front.pages, ask.pages, refer.pages, inbox.pages, people.pages, erasing.pages, referral.pages)
