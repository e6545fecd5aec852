INSERT INTO plan (id, incident, ups, cluster, state, armed, at, undoes, origin)
VALUES (
  :#${body.row.plan.id},
  :#${body.row.plan.incident},
  :#${body.row.plan.ups},
  :#${body.row.plan.cluster},
  :#${body.row.plan.state},
  :#${body.row.plan.armed},
  :#${body.row.plan.at},
  :#${body.row.plan.undoes},
  :#${body.row.plan.origin}
)
ON CONFLICT (id) DO NOTHING
