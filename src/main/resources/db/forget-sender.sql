DELETE FROM sender WHERE sender = :#${body.row.sender}
