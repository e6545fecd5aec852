-- The sixth schema: a step whose turn has not come is PLANNED; until now it was PENDING without words.
UPDATE plan_step SET outcome = 'PLANNED' WHERE outcome = 'PENDING' AND detail IS NULL;
