INSERT INTO plan_step (plan, position, kind, node, outcome, detail, kept, evidence, at)
VALUES (
  :#${body.row.plan},
  :#${body.row.position},
  :#${body.row.kind},
  :#${body.row.node},
  :#${body.row.outcome},
  :#${body.row.detail},
  :#${body.row.kept},
  :#${body.row.evidence},
  :#${body.row.at}
)
ON CONFLICT (plan, position) DO UPDATE SET
  kind = excluded.kind,
  node = excluded.node,
  outcome = excluded.outcome,
  detail = excluded.detail,
  kept = excluded.kept,
  evidence = excluded.evidence,
  at = excluded.at
