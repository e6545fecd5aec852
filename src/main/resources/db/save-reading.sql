INSERT INTO reading (ups, relay, boot, seq, state, flags, charge_percent, runtime_seconds, load_percent, last_transfer, age_seconds, received)
VALUES (
  :#${body.row.ups},
  :#${body.row.relay},
  :#${body.row.boot},
  :#${body.row.seq},
  :#${body.row.state},
  :#${body.row.flags},
  :#${body.row.chargePercent},
  :#${body.row.runtimeSeconds},
  :#${body.row.loadPercent},
  :#${body.row.lastTransfer},
  :#${body.row.ageSeconds},
  :#${body.row.received}
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
