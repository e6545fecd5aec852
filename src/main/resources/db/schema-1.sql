-- The first schema. Times are ms since 1970. Names differ by more than case, hence NOCASE on whatever holds one.
CREATE TABLE sender (
  sender TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
  site TEXT NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  boot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  lease_ends INTEGER,
  failed_at INTEGER,
  back_at INTEGER
) WITHOUT ROWID;

CREATE TABLE stamp (
  sender TEXT NOT NULL COLLATE NOCASE,
  kind TEXT NOT NULL,
  boot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (sender, kind)
) WITHOUT ROWID;

CREATE TABLE ups (
  ups TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
  relay TEXT NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  confirmed_at INTEGER
) WITHOUT ROWID;

CREATE TABLE reading (
  ups TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
  relay TEXT NOT NULL,
  boot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  flags TEXT NOT NULL,
  charge_percent REAL,
  runtime_seconds INTEGER,
  load_percent REAL,
  last_transfer TEXT,
  age_seconds INTEGER NOT NULL,
  received INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE notice (
  id TEXT NOT NULL COLLATE NOCASE PRIMARY KEY,
  sender TEXT NOT NULL COLLATE NOCASE,
  boot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  lease_seconds INTEGER,
  received INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX notice_by_sender ON notice (sender, boot, seq);

CREATE TABLE incident (
  id INTEGER NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  cause TEXT NOT NULL,
  state TEXT NOT NULL,
  opened INTEGER NOT NULL,
  ended INTEGER,
  nodes TEXT NOT NULL
);

-- Its first insert is the claim without which nobody dials: the primary key lets only one through.
CREATE TABLE call_attempt (
  incident INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  contact_order INTEGER NOT NULL,
  contact TEXT NOT NULL,
  phone TEXT NOT NULL,
  status TEXT NOT NULL,
  sid TEXT,
  answered_by TEXT,
  duration_seconds INTEGER NOT NULL,
  detail TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (incident, attempt)
) WITHOUT ROWID;

CREATE TABLE plan (
  id INTEGER NOT NULL PRIMARY KEY,
  incident INTEGER NOT NULL,
  ups TEXT NOT NULL,
  cluster TEXT NOT NULL,
  state TEXT NOT NULL,
  armed INTEGER NOT NULL,
  at INTEGER NOT NULL
);

CREATE TABLE plan_step (
  plan INTEGER NOT NULL,
  position INTEGER NOT NULL,
  node TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (plan, position)
) WITHOUT ROWID;

CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  rule TEXT NOT NULL,
  known TEXT NOT NULL,
  done TEXT NOT NULL
);
CREATE INDEX decision_by_time ON decision (at);

CREATE TABLE news (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX news_by_time ON news (at);

-- One row that is written to learn whether the store can write.
CREATE TABLE probe (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
);
