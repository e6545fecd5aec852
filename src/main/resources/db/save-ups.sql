INSERT INTO ups (ups, relay, state, since, confirmed_at)
VALUES (
  :#${body.ups},
  :#${body.relay},
  :#${body.state},
  :#${body.since},
  :#${body.confirmedAt}
)
ON CONFLICT (ups) DO UPDATE SET
  relay = excluded.relay,
  state = excluded.state,
  since = excluded.since,
  confirmed_at = excluded.confirmed_at
