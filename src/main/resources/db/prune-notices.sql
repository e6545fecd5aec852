DELETE FROM notice
WHERE received < (CAST(strftime('%s', 'now', '-90 days') AS INTEGER) * 1000)
AND EXISTS (
  SELECT 1 FROM notice newer
  WHERE newer.sender = notice.sender AND (newer.boot, newer.seq) > (notice.boot, notice.seq)
)
