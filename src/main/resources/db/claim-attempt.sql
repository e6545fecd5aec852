INSERT INTO call_attempt
  (incident, attempt, contact_order, contact, phone, status, sid, answered_by, duration_seconds, detail, at, provider)
VALUES
  (:#${body.incident()}, :#${body.attempt()}, :#${body.contact().order()}, :#${body.contact().name()},
   :#${body.contact().phone()}, 'intent', NULL, NULL, 0, NULL, :#${body.atMillis()}, :#${body.provider()})
ON CONFLICT DO NOTHING
