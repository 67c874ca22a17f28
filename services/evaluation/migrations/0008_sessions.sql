-- Which session a visit was to, as an id that says nothing: who is here under two records and was ticked on both went once.
ALTER TABLE attendance ADD session uuid;
