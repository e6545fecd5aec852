-- The sixth schema: a step whose turn has not come is PLANNED; until now it was PENDING without words.
UPDATE plan_step SET outcome = 'PLANNED' WHERE outcome = 'PENDING' AND detail IS NULL;
-- A shutdown that a relay carries out by itself is known by the relay's name for it.
ALTER TABLE plan ADD COLUMN origin TEXT;
