INSERT INTO decision (at, subject, rule, known, done)
VALUES (
  :#${body.at},
  :#${body.subject},
  :#${body.rule},
  :#${body.known},
  :#${body.done}
)
