INSERT INTO ups (ups, relay, state, since, confirmed_at)
VALUES (
  :#${body.row.ups},
  :#${body.row.relay},
  :#${body.row.state},
  :#${body.row.since},
  :#${body.row.confirmedAt}
)
ON CONFLICT (ups) DO UPDATE SET
  relay = excluded.relay,
  state = excluded.state,
  since = excluded.since,
  confirmed_at = excluded.confirmed_at
