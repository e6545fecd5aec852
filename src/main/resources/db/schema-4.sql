-- The fourth schema: the drills, and how each part of their way did (a line each).
CREATE TABLE drill (
  id INTEGER PRIMARY KEY,
  incident INTEGER,
  wanted_by TEXT NOT NULL,
  state TEXT NOT NULL,
  steps TEXT NOT NULL,
  at INTEGER NOT NULL
);
