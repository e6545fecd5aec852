INSERT INTO plan (id, incident, ups, cluster, state, armed, at, undoes, origin)
VALUES (
  :#${body.row.id},
  :#${body.row.incident},
  :#${body.row.ups},
  :#${body.row.cluster},
  :#${body.row.state},
  :#${body.row.armed},
  :#${body.row.at},
  :#${body.row.undoes},
  :#${body.row.origin}
)
ON CONFLICT (id) DO UPDATE SET
  incident = excluded.incident,
  ups = excluded.ups,
  cluster = excluded.cluster,
  state = excluded.state,
  armed = excluded.armed,
  at = excluded.at,
  undoes = excluded.undoes,
  origin = excluded.origin
