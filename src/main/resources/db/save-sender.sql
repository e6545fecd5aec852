INSERT INTO sender (sender, site, state, since, boot, seq, lease_ends, failed_at, back_at)
SELECT
  value ->> 'sender',
  value ->> 'site',
  value ->> 'state',
  value ->> 'since',
  value ->> 'boot',
  value ->> 'seq',
  value ->> 'leaseEnds',
  value ->> 'failedAt',
  value ->> 'backAt'
FROM json_each(:#${body.json})
WHERE true
ON CONFLICT (sender) DO UPDATE SET
  site = excluded.site,
  state = excluded.state,
  since = excluded.since,
  boot = excluded.boot,
  seq = excluded.seq,
  lease_ends = excluded.lease_ends,
  failed_at = excluded.failed_at,
  back_at = excluded.back_at
