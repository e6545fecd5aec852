-- The second schema: what a replay needs of the past. Beats are kept as their gaps. Times are ms since 1970 on the
-- hub's monotonic clock, which a step of the wall clock does not move; no row id, so the rows lie in order of time.
CREATE TABLE history (
  since INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL COLLATE NOCASE,
  until INTEGER,
  number INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (since, kind, subject)
) WITHOUT ROWID;
