INSERT INTO stamp (sender, kind, boot, seq)
SELECT
  value ->> 'sender',
  value ->> 'kind',
  value ->> 'boot',
  value ->> 'seq'
FROM json_each(:#${body.json})
WHERE true
ON CONFLICT (sender, kind) DO UPDATE SET
  boot = excluded.boot,
  seq = excluded.seq
