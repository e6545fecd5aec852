DELETE FROM sender WHERE sender = :#${body.sender}
