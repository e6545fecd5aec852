INSERT INTO notice (id, sender, boot, seq, kind, reason, lease_seconds, received)
VALUES (
  :#${body.row.id},
  :#${body.row.sender},
  :#${body.row.boot},
  :#${body.row.seq},
  :#${body.row.kind},
  :#${body.row.reason},
  :#${body.row.leaseSeconds},
  :#${body.row.received}
)
ON CONFLICT (id) DO NOTHING
