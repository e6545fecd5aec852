INSERT INTO decision (at, subject, rule, known, done)
SELECT
  value ->> 'at',
  value ->> 'subject',
  value ->> 'rule',
  value ->> 'known',
  value ->> 'done'
FROM json_each(:#${body.json})
