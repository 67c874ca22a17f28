-- What the signed link in the page's address is about: when the link is withdrawn, the page goes with it.
ALTER TABLE shown_page ADD COLUMN link uuid;
