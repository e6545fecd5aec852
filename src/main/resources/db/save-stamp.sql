INSERT INTO stamp (sender, kind, boot, seq)
VALUES (
  :#${body.sender},
  :#${body.kind},
  :#${body.boot},
  :#${body.seq}
)
ON CONFLICT (sender, kind) DO UPDATE SET
  boot = excluded.boot,
  seq = excluded.seq
