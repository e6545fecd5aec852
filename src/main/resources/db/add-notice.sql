INSERT INTO notice (id, sender, boot, seq, kind, reason, lease_seconds, received)
VALUES (
  :#${body.id},
  :#${body.sender},
  :#${body.boot},
  :#${body.seq},
  :#${body.kind},
  :#${body.reason},
  :#${body.leaseSeconds},
  :#${body.received}
)
ON CONFLICT (id) DO NOTHING
