INSERT INTO news (at, code, subject, text)
SELECT
  value ->> 'at',
  value ->> 'code',
  value ->> 'subject',
  value ->> 'text'
FROM json_each(:#${body.json})
