INSERT INTO probe (id, at)
VALUES (1, CAST(strftime('%s', 'now') AS INTEGER) * 1000)
ON CONFLICT (id) DO UPDATE SET at = excluded.at
