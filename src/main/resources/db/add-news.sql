INSERT INTO news (at, code, subject, text)
VALUES (
  :#${body.at},
  :#${body.code},
  :#${body.subject},
  :#${body.text}
)
