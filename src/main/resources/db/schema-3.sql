-- The third schema: which key ended a call's ringing, and which provider carried the call (1: alarum.twilio.*,
-- 2: alarum.twilio2.*).
ALTER TABLE call_attempt ADD COLUMN pressed TEXT;
ALTER TABLE call_attempt ADD COLUMN provider INTEGER NOT NULL DEFAULT 1;
