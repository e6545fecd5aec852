DELETE FROM news WHERE at < (CAST(strftime('%s', 'now', '-90 days') AS INTEGER) * 1000)
