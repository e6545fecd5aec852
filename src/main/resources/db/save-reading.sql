INSERT INTO reading (ups, relay, boot, seq, state, flags, charge_percent, runtime_seconds, load_percent, last_transfer, age_seconds, received)
VALUES (
  :#${body.ups},
  :#${body.relay},
  :#${body.boot},
  :#${body.seq},
  :#${body.state},
  :#${body.flags},
  :#${body.chargePercent},
  :#${body.runtimeSeconds},
  :#${body.loadPercent},
  :#${body.lastTransfer},
  :#${body.ageSeconds},
  :#${body.received}
)
ON CONFLICT (ups) DO UPDATE SET
  relay = excluded.relay,
  boot = excluded.boot,
  seq = excluded.seq,
  state = excluded.state,
  flags = excluded.flags,
  charge_percent = excluded.charge_percent,
  runtime_seconds = excluded.runtime_seconds,
  load_percent = excluded.load_percent,
  last_transfer = excluded.last_transfer,
  age_seconds = excluded.age_seconds,
  received = excluded.received
