INSERT INTO plan (id, incident, ups, cluster, state, armed, at, undoes)
VALUES (
  :#${body.row.plan.id},
  :#${body.row.plan.incident},
  :#${body.row.plan.ups},
  :#${body.row.plan.cluster},
  :#${body.row.plan.state},
  :#${body.row.plan.armed},
  :#${body.row.plan.at},
  :#${body.row.plan.undoes}
)
ON CONFLICT (id) DO NOTHING
