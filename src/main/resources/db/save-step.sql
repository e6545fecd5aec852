INSERT INTO plan_step (plan, position, node, outcome, detail, at)
VALUES (
  :#${body.plan},
  :#${body.position},
  :#${body.node},
  :#${body.outcome},
  :#${body.detail},
  :#${body.at}
)
ON CONFLICT (plan, position) DO UPDATE SET
  node = excluded.node,
  outcome = excluded.outcome,
  detail = excluded.detail,
  at = excluded.at
