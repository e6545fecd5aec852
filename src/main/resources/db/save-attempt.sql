INSERT INTO call_attempt (incident, attempt, contact_order, contact, phone, status, sid, answered_by, duration_seconds, detail, at, pressed, provider)
VALUES (
  :#${body.row.incident},
  :#${body.row.attempt},
  :#${body.row.contactOrder},
  :#${body.row.contact},
  :#${body.row.phone},
  :#${body.row.status},
  :#${body.row.sid},
  :#${body.row.answeredBy},
  :#${body.row.durationSeconds},
  :#${body.row.detail},
  :#${body.row.at},
  :#${body.row.pressed},
  :#${body.row.provider}
)
ON CONFLICT (incident, attempt) DO UPDATE SET
  contact_order = excluded.contact_order,
  contact = excluded.contact,
  phone = excluded.phone,
  status = excluded.status,
  sid = excluded.sid,
  answered_by = excluded.answered_by,
  duration_seconds = excluded.duration_seconds,
  detail = excluded.detail,
  at = excluded.at,
  pressed = excluded.pressed,
  provider = excluded.provider
