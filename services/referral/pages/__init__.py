"""The front door's pages: for anybody, and for those who answer it."""

from . import ask, front, inbox, people, refer, referral

doors = (front.pages, ask.pages, refer.pages, inbox.pages, people.pages, referral.pages)
