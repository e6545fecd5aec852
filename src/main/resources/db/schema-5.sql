-- The fifth schema: plans have stages, know what to undo, and prove that a node is down; a return is a plan, too.
ALTER TABLE plan ADD COLUMN undoes INTEGER;
ALTER TABLE plan_step ADD COLUMN kind TEXT NOT NULL DEFAULT 'NODE';
ALTER TABLE plan_step ADD COLUMN kept TEXT;
ALTER TABLE plan_step ADD COLUMN evidence TEXT;
