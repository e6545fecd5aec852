INSERT INTO incident (id, site, cause, state, opened, ended, nodes)
VALUES (
  :#${body.row.id},
  :#${body.row.site},
  :#${body.row.cause},
  :#${body.row.state},
  :#${body.row.opened},
  :#${body.row.ended},
  :#${body.row.nodes}
)
ON CONFLICT (id) DO UPDATE SET
  site = excluded.site,
  cause = excluded.cause,
  state = excluded.state,
  opened = excluded.opened,
  ended = excluded.ended,
  nodes = excluded.nodes
