INSERT INTO call_attempt (incident, attempt, contact_order, contact, phone, status, sid, answered_by, duration_seconds, detail, at)
VALUES (
  :#${body.incident},
  :#${body.attempt},
  :#${body.contactOrder},
  :#${body.contact},
  :#${body.phone},
  :#${body.status},
  :#${body.sid},
  :#${body.answeredBy},
  :#${body.durationSeconds},
  :#${body.detail},
  :#${body.at}
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
  at = excluded.at
