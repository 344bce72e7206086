import TestSupport
import Foundation
import Testing

/// A terminal that is not kind: it pastes a megabyte, sends bytes that are no keys, changes its size
/// all the time, or goes away.
struct RoughTerminal: Sendable {
  let usher: Usher

  /// Opens the console there.
  ///
  /// - Parameters:
  ///   - what: what is done to it, by its name in the program below.
  ///   - seconds: how long that may take.
  func run(_ what: String, seconds: Double) async throws {
    let script = try usher.folder.write("terminal.py", Self.script)
    var command = usher.command(["console", "--no-worker"])
    command.words = ["python3", script, what] + command.words
    command.environment["TERM"] = "xterm-256color"
    command.environment["EDITOR"] = "true"
    command.environment["USHER_COUNT_EVENTS"] = "1"
    let ending = try await command.run(timeout: seconds)
    #expect(ending.status == 0, Comment(rawValue: ending.report))
  }

  private static let script = #"""
    import base64, fcntl, os, pty, random, re, select, signal, struct, sys, termios, time
    what, words, dice = sys.argv[1], sys.argv[2:], random.Random(7)

    def resize(columns, rows):
        fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def start():
        global pid, file
        pid, file = pty.fork()
        if pid == 0:
            os.execv(words[0], words)
        os.set_blocking(file, False)
        resize(80, 24)
        see(b"pending")

    shown = b""

    def read(seconds):
        global shown
        if not select.select([file], [], [], seconds)[0]: return b""
        try: text = os.read(file, 1 << 16)
        except OSError: return b""
        shown += text
        return text

    def see(text, asking=b"", seconds=40):
        """Where it was busy it may take a key and the Esc before it for one: so it is asked again."""
        seen, start = b"", time.time()
        asked = start
        while text not in seen:
            now, status = time.time(), ended()
            if status is not None: sys.exit("it ended by %d, without %r" % (status, text))
            if now - start > seconds: sys.exit("never saw %r, but %r" % (text, seen[-2000:]))
            if asking and now - asked > 3:
                send(asking)
                asked = now
            seen += read(0.2)

    def send(text):
        """How much was taken: less where it ended."""
        done = 0
        while done < len(text):
            readable, writable, _ = select.select([file], [file], [], 20)
            if not readable and not writable: sys.exit("it takes no keys")
            try:
                # Where the console is gone there is nothing to read, and room for no more.
                if readable and not read(0) and not writable: return done
                if writable: done += os.write(file, text[done:done + 4096])
            except BlockingIOError: pass
            except OSError: return done
        return done

    def ending(seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            status = ended()
            if status is not None: return status
            if file: read(0.05)
        os.kill(pid, signal.SIGKILL)
        sys.exit("it does not end")

    def ended():
        got, status = os.waitpid(pid, os.WNOHANG)
        return status if got else None

    def end_by(number, others=()):
        os.kill(pid, number)
        code = os.waitstatus_to_exitcode(ending())
        if code != 128 + number and code not in others: sys.exit("it ended by %d" % code)

    def again_if_left():
        status = ended()
        if status is None: return False
        # What is typed behind the q that leaves it may end it before it has ended.
        if status not in (0, signal.SIGINT, signal.SIGQUIT): sys.exit("it ended by %d" % status)
        start()
        return True

    def count():
        """How many events it took, and whether it did what they ask for."""
        at = shown.rfind(b"\x1b]2;[")
        found = re.match(rb"\x1b\]2;\[(\d+)(\+?)\]", shown[at:at + 40]) if at >= 0 else None
        return (int(found[1]), not found[2]) if found else (0, False)

    def press(*keys, seconds=40):
        for key in keys:
            taken, end = count()[0], time.time() + seconds
            send(key)
            while count() < (taken + 1, True):
                if time.time() > end: sys.exit("it took %r of %d and %r" % (count(), taken, key))
                if ended() is not None: sys.exit("it ended by %r" % key)
                read(0.1)

    def see_help():
        send(b"?")
        see(b"what it is for", asking=b"?")

    start()
    if what == "paste":
        keys = b"qaADyiRr\r1234567nD\x1b"
        press(b"\x1b[200~" + keys * (2 ** 20 // len(keys)) + b"\x1b[201~")
        see_help()
        press(b"\x1b", b"/", b"\x1b[200~" + keys[:-1] * (2 ** 20 // len(keys)) + b"\x1b[201~")
        press(b"\x1b")
        see_help()
        end_by(signal.SIGTERM)
    elif what == "random":
        left, plain = 2 ** 20, bytes(range(32, 127)) + b"\r\t\x1b\x1b"
        while left > 0:
            text = bytes(
                dice.choice(plain) if dice.random() < 0.5 else dice.randrange(256)
                for _ in range(4096))
            left -= max(1, send(text))
            again_if_left()
        send(b"\x1b[201~")
        resize(100, 30)
        end = time.time() + 20
        while not read(0.2) and not again_if_left():
            if time.time() > end: sys.exit("it does not answer")
        # Among what it has not read yet may be the q that leaves it, so it may be on its way out.
        end_by(signal.SIGTERM, others=[0, -signal.SIGTERM])
    elif what == "evil":
        # Nothing of it is the console's own, so none of it may be in what the terminal gets.
        bad = ["\x1b]0;t", "\x1b]8;", "\x1b[2J\x1b]52", "\u009b", "\u009d", "\u202e", "\u2066",
               "\u200b", "\ufeff", "\u2028"]
        pasted = ("\x1b[200~" + "".join(bad) + "eve\x1b[201~").encode()
        press(b"/", pasted, *(bytes([key]) for key in b"\r\x1b\x1b\rjy\r\x1b\x1b"))
        for tab in b"1234567": press(bytes([tab]), b"\r", b"\x1b", b"\x1b")
        press(b"6", b"n", pasted, b"\t", pasted, b"\x1b", b"\x1b", b"?", pasted, b"\x1b", b"L")
        press(b"\x1b")
        copied = re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", shown)
        if not copied: sys.exit("nothing was copied")
        for text in copied: base64.b64decode(text, validate=True)
        for text in bad:
            at = shown.find(text.encode())
            if at >= 0: sys.exit("it shows %r in %r" % (text, shown[max(0, at - 200):at + 50]))
        end_by(signal.SIGTERM)
    elif what == "sizes":
        for number in range(1500):
            resize(dice.randint(1, 200), dice.randint(1, 60))
            if number % 3 == 0: send(dice.choice([b"j", b"k", b"\t", b"\r", b"\x1b", b"5", b"6", b"?"]))
            read(0.002)
        resize(80, 24)
        press(b"\x1b", b"\x1b")
        see_help()
        end_by(signal.SIGHUP)
    elif what == "gone":
        os.close(file)
        file = None
        if os.waitstatus_to_exitcode(ending(5)) != 128 + signal.SIGHUP: sys.exit("another way")
    """#
}
