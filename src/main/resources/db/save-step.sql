INSERT INTO plan_step (plan, position, node, outcome, detail, at)
VALUES (
  :#${body.row.plan},
  :#${body.row.position},
  :#${body.row.node},
  :#${body.row.outcome},
  :#${body.row.detail},
  :#${body.row.at}
)
ON CONFLICT (plan, position) DO UPDATE SET
  node = excluded.node,
  outcome = excluded.outcome,
  detail = excluded.detail,
  at = excluded.at
