INSERT INTO incident (id, site, cause, state, opened, ended, nodes)
VALUES (
  :#${body.id},
  :#${body.site},
  :#${body.cause},
  :#${body.state},
  :#${body.opened},
  :#${body.ended},
  :#${body.nodes}
)
ON CONFLICT (id) DO UPDATE SET
  site = excluded.site,
  cause = excluded.cause,
  state = excluded.state,
  opened = excluded.opened,
  ended = excluded.ended,
  nodes = excluded.nodes
