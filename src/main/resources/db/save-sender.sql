INSERT INTO sender (sender, site, state, since, boot, seq, lease_ends, failed_at, back_at)
VALUES (
  :#${body.sender},
  :#${body.site},
  :#${body.state},
  :#${body.since},
  :#${body.boot},
  :#${body.seq},
  :#${body.leaseEnds},
  :#${body.failedAt},
  :#${body.backAt}
)
ON CONFLICT (sender) DO UPDATE SET
  site = excluded.site,
  state = excluded.state,
  since = excluded.since,
  boot = excluded.boot,
  seq = excluded.seq,
  lease_ends = excluded.lease_ends,
  failed_at = excluded.failed_at,
  back_at = excluded.back_at
