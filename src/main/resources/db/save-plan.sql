INSERT INTO plan (id, incident, ups, cluster, state, armed, at)
VALUES (
  :#${body.id},
  :#${body.incident},
  :#${body.ups},
  :#${body.cluster},
  :#${body.state},
  :#${body.armed},
  :#${body.at}
)
ON CONFLICT (id) DO UPDATE SET
  incident = excluded.incident,
  ups = excluded.ups,
  cluster = excluded.cluster,
  state = excluded.state,
  armed = excluded.armed,
  at = excluded.at
