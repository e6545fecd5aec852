"""A Smart-UPS on a pseudo-terminal, speaking APC's UPS-Link protocol, with the real apcupsd attached to it.

    ups_emulator.py CONFIGURATION -- PROGRAM ARGUMENT...

CONFIGURATION is written with @DEVICE@ replaced by the pseudo-terminal; then the program (apcupsd) is started. Standard
input takes one word a line: mains, battery, low, test (a self-test), replace (on mains, with a battery to be replaced),
silent. At its end the program is stopped: nothing outlives the test.
"""
import os
import select
import subprocess
import sys
import tty

ONLINE, ON_BATTERY, LOW, REPLACE = 0x08, 0x10, 0x50, 0x88
FIXED = {
    b"Y": "SM", b"\x01": "Smart-UPS 1500 RM", b"V": "617.3.D", b"b": "617.3.D", b"c": "rack", b"n": "AS0000000001",
    b"m": "01/15/20", b"x": "06/01/24", b"o": "115", b"g": "024", b"l": "106", b"u": "127", b"s": "H", b"p": "090",
    b"q": "02", b"r": "000", b"e": "00", b"k": "0", b"E": "336", b"X": "OK", b"7": "00", b"~": "00", b"'": "00",
    b"8": "00", b"O": "121.6", b"C": "029.2", b"F": "60.00", b"P": "023.4", b"B": "27.30", b"M": "122.6", b"N": "120.6",
}
MOVING = (b"a", b"Q", b"L", b"f", b"j", b"G")
STATES = {
    #           status      volts    charge   minutes  why     letter sent unasked
    "mains": (ONLINE, "121.6", "100.0", "0042:", "O", b"$"),
    "battery": (ON_BATTERY, "000.0", "088.0", "0033:", "L", b"!"),
    "low": (LOW, "000.0", "011.0", "0007:", "L", b"%"),
    "replace": (REPLACE, "121.6", "100.0", "0012:", "O", b"#"),
    "test": (ON_BATTERY, "121.6", "097.0", "0041:", "S", b"!"),
}


class Ups:
    def __init__(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.speaks = True
        self.state = STATES["mains"]

    def device(self):
        return os.ttyname(self.slave)

    def become(self, word):
        self.speaks = word != "silent"
        if self.speaks:
            self.state = STATES[word]
            os.write(self.master, self.state[5])

    def answer(self, letter):
        status, volts, charge, minutes, why, _ = self.state
        moving = (self.alphabet(), "%02X" % status, volts, charge, minutes, why)
        text = dict(zip(MOVING, moving)).get(letter) or FIXED.get(letter, "NA")
        os.write(self.master, text.encode() + b"\r\n")

    @staticmethod
    def alphabet():
        return "3.!$%+?=#|." + "".join(letter.decode() for letter in list(FIXED) + list(MOVING))

    def serve(self):
        pending = b""
        while True:
            ready, _, _ = select.select([self.master, 0], [], [])
            if self.master in ready:
                for letter in os.read(self.master, 64):
                    if self.speaks:
                        self.answer(bytes([letter]))
            if 0 in ready:
                read = os.read(0, 64)
                if not read:
                    return
                pending += read
                *words, pending = pending.split(b"\n")
                for word in words:
                    self.become(word.decode())


def main():
    configuration, program = sys.argv[1], sys.argv[3:]
    ups = Ups()
    with open(configuration, encoding="ascii") as file:
        text = file.read()
    with open(configuration, "w", encoding="ascii") as file:
        file.write(text.replace("@DEVICE@", ups.device()))
    daemon = subprocess.Popen(program, stdin=subprocess.DEVNULL)
    try:
        ups.serve()
    finally:
        daemon.kill()
        daemon.wait()


if __name__ == "__main__":
    main()
