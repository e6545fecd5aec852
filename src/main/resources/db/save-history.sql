INSERT INTO history (since, kind, subject, until, number, detail)
SELECT
  value ->> 'since',
  value ->> 'kind',
  value ->> 'subject',
  value ->> 'until',
  value ->> 'number',
  value ->> 'detail'
FROM json_each(:#${body.json})
WHERE true
ON CONFLICT (since, kind, subject) DO UPDATE SET
  until = excluded.until,
  number = excluded.number,
  detail = excluded.detail
