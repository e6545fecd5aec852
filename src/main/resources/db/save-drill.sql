INSERT INTO drill (id, incident, wanted_by, state, steps, at)
VALUES (
  :#${body.row.id},
  :#${body.row.incident},
  :#${body.row.by},
  :#${body.row.state},
  :#${body.row.steps},
  :#${body.row.at}
)
ON CONFLICT (id) DO UPDATE SET
  incident = excluded.incident,
  state = excluded.state,
  steps = excluded.steps
