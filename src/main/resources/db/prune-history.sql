DELETE FROM history
WHERE since < (CAST(strftime('%s', 'now') AS INTEGER) * 1000 - :#${body.keepMillis})
OR since <= (SELECT since FROM history ORDER BY since DESC LIMIT 1 OFFSET :#${body.maxRows})
