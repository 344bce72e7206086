import TestSupport
import Foundation
import Screen
import Testing

@testable import Terminal

extension OneTerminal {
  /// The loop in a process and a terminal of its own, under a shell.
  @Suite(.serialized) struct LoopTests {
    /// Opens the demo, and holds that the terminal is as it was found when the body is done.
    private func onDemo(
      _ shell: Shell, before line: String = "", _ body: (Shell) throws -> Void
    ) throws {
      let modes = shell.pty.modes
      let set = shell.emulator.modes
      shell.type("clear; \(line)\(Demo.command)\r")
      try shell.see("message: ")
      #expect(shell.pty.modes != modes)
      try body(shell)
      shell.type("clear; echo all-is-$((0))-well\r")
      try shell.see("all-is-0-well")
      #expect(shell.pty.modes == modes)
      #expect(shell.emulator.modes == set)
      #expect(shell.emulator.unknown == [])
    }

    @Test(arguments: [
      ("jj\u{1B}[A\u{1B}OB", "jj<up><down>"),
      ("\u{1B}x", "<esc>x"),
      ("\u{1B}[I\u{1B}[1;5Aj", "keys: j"),
      ("\u{1B}[200~q\u{1B}[Aq\r\u{1B}[201~", "pasted 3: qq"),
      ("zoë金\t\u{7F}\u{6}", "zoë金<tab><bs><c-f>"),
      ("\u{1B}[H\u{1B}[4~\u{1B}[5~\u{1B}[6~\u{1B}OP", "<home><end><pgup><pgdn><f1>"),
      ("\u{1B}[200~x\ryz", "pasted 4: x"),
    ])
    func keysArrive(_ typed: String, _ seen: String) throws {
      try onDemo(try Shell()) { shell in
        shell.type(typed)
        try shell.see(seen)
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test(arguments: [
      "xterm-256color", "screen", "tmux-256color", "linux", "vt100", "xterm-kitty", "rxvt",
    ])
    func itOpensOnEveryTerminal(_ term: String) throws {
      try onDemo(try Shell(term)) { shell in
        try shell.see("demo 80x24")
        if term == "xterm-kitty" { try shell.see("treated as xterm-256color") }
        shell.type("\u{1B}[B")
        try shell.see("keys: <down>")
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test(arguments: ["dumb", nil, ""])
    func withoutAScreenItSaysSo(_ term: String?) throws {
      let shell = try Shell(term)
      let modes = shell.pty.modes
      shell.type(Demo.command + "\r")
      try shell.see("no screen: this terminal cannot show screens")
      try shell.see("ready$")
      #expect(shell.pty.modes == modes)
    }

    @Test func withoutATerminalItSaysSo() throws {
      let shell = try Shell()
      shell.type("\(Demo.command) < /dev/null | cat\r")
      try shell.see("no screen: this terminal cannot show screens")
    }

    @Test(arguments: ["TERM", "HUP", "INT"])
    func aSignalEndsIt(_ signal: String) throws {
      try onDemo(try Shell()) { shell in
        shell.send(signal)
        try shell.see("ended: signal(")
      }
    }

    @Test(arguments: ["SEGV", "ABRT", "ILL", "TRAP", "BUS", "FPE", "QUIT", "SYS"])
    func aCrashLeavesTheTerminalAsItWas(_ signal: String) throws {
      try onDemo(try Shell()) { shell in
        shell.type("m")
        try shell.see("keys: m")
        shell.send(signal)
        try shell.see("ready$")
        #expect(shell.foreground == shell.pid)
      }
    }

    @Test func whatACrashSaysIsSeen() throws {
      try onDemo(try Shell()) { shell in
        shell.type("c")
        try shell.see("the demo crashes", within: 30)
        try shell.see("ready$", within: 30)
      }
    }

    @Test(arguments: ["O", "X"])
    func anOverflowAndAnExitLeaveTheTerminalAsItWas(_ key: String) throws {
      try onDemo(try Shell()) { shell in
        shell.type(key)
        try shell.see("ready$", within: 30)
        #expect(shell.foreground == shell.pid)
      }
    }

    @Test(arguments: ["TSTP", "STOP", ""])
    func itStopsAndGoesOn(_ signal: String) throws {
      try onDemo(try Shell()) { shell in
        let modes = shell.pty.modes
        if signal.isEmpty { shell.type("\u{1A}") } else { shell.send(signal) }
        try shell.see("Stopped")
        #expect(shell.pty.modes != modes)
        shell.type("clear; jobs\rfg\r")
        try shell.see("demo 80x24")
        shell.type("j")
        try shell.see("keys: ")
        #expect(shell.pty.modes == modes)
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test func anotherProgramGetsTheTerminal() throws {
      try onDemo(try Shell()) { shell in
        shell.type("e")
        try shell.see("keys: e")
        shell.type("q")
        try shell.see("ended: asked")
        let bytes = String(decoding: shell.pieces.joined(), as: UTF8.self)
        #expect(bytes.contains("elsewhere"))
        #expect(bytes.contains(" icanon"))
        #expect(!bytes.contains("-icanon"))
      }
    }

    @Test func itFollowsTheSize() throws {
      try onDemo(try Shell()) { shell in
        for (columns, rows) in [(30, 6), (1, 1), (132, 43), (2, 60), (80, 24)] {
          shell.resize(columns: columns, rows: rows)
          shell.read(0.1)
        }
        try shell.see("demo 80x24")
        shell.resize(columns: 100, rows: 30)
        try shell.see("demo 100x30")
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test func manyMessagesMakeFewFrames() throws {
      try onDemo(try Shell()) { shell in
        shell.forget()
        let start = Date()
        shell.type("b")
        try shell.see("got: 2000", within: 30)
        // Each frame is one write; what is read at once may hold several.
        let seconds = Date().timeIntervalSince(start)
        #expect(Double(shell.pieces.count) < 30 * (seconds + 1))
        #expect(shell.pieces.count > 5)
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test func idleItDoesNotWakeUp() throws {
      try onDemo(try Shell()) { shell in
        shell.forget()
        let pid = shell.foreground
        let before = try sleeps(pid)
        Thread.sleep(forTimeInterval: 1)
        let after = try sleeps(pid)
        #expect(after == before)
        shell.type("t")
        try shell.see("message: tick")
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test func garbageDoesNotHarm() throws {
      try onDemo(try Shell()) { shell in
        var dice = SplitMix64(seed: 3)
        let garbage = (0..<100_000).map { _ -> UInt8 in
          let byte = UInt8.random(in: 0...255, using: &dice)
          // Keys that end, leave, crash.
          return "qecOX\u{1A}".utf8.contains(byte) ? 0x80 : byte
        }
        shell.forget()
        for start in stride(from: 0, to: garbage.count, by: 1000) {
          shell.type(garbage[start..<start + 1000])
          shell.read(0.01)
        }
        shell.type("\u{1B}[201~\u{3}\u{3}\u{3}jk")
        try shell.see("jk", within: 30)
        #expect(shell.pieces.joined().count < 200_000)
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test func aPasteThatComesSlowlyIsWhole() throws {
      try onDemo(try Shell()) { shell in
        shell.type("t\u{1B}[200~")
        for letter in "slow" {
          shell.type(String(letter))
          shell.read(letter == "l" ? 2 : 0.1)
        }
        shell.type("\u{1B}[201~")
        try shell.see("pasted 4: slow")
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test func theMouseReportsOnlyWhenAsked() throws {
      try onDemo(try Shell()) { shell in
        #expect(!shell.emulator.modes.contains("?1000"))
        shell.type("m")
        try shell.see("keys: m")
        #expect(shell.emulator.modes.isSuperset(of: ["?1000", "?1006", "?2004"]))
        shell.type("\u{1B}[<0;5;3M\u{1B}[<0;5;3m\u{1B}[<64;1;1M\u{1B}[<65;1;1M")
        try shell.see("<click 4,2><wheelup><wheeldown>")
        shell.type("m")
        shell.read(0.1)
        #expect(!shell.emulator.modes.contains("?1000"))
        shell.type("mq")
        try shell.see("ended: asked")
      }
    }

    @Test func whatIsCopiedGoesToTheTerminal() throws {
      try onDemo(try Shell()) { shell in
        shell.type("y")
        try shell.see("copied: sent")
        let bytes = String(decoding: shell.pieces.joined(), as: UTF8.self)
        #expect(bytes.contains("\u{1B}]52;c;YW5u\u{7}"))
        shell.type("q")
        try shell.see("ended: asked")
      }
    }

    @Test func theTitleIsPutBack() throws {
      try onDemo(try Shell()) { shell in
        shell.type("j")
        try shell.see("keys: j")
        #expect(shell.emulator.title == "demo 1")
        shell.type("q")
        try shell.see("ended: asked")
        #expect(shell.emulator.title == "")
        #expect(String(decoding: shell.pieces.joined(), as: UTF8.self).contains("\u{1B}[23;2t"))
      }
    }

    @Test func noColourWhereNoneIsWanted() throws {
      try onDemo(try Shell(), before: "NO_COLOR=1 ") { shell in
        shell.type("q")
        try shell.see("ended: asked")
        let bytes = String(decoding: shell.pieces.joined(), as: UTF8.self)
        #expect(!bytes.contains("[3") || !bytes.contains(/\[[34][0-7]m/))
      }
    }

    @Test func aTerminalThatTakesNothingDoesNotHoldIt() throws {
      let shell = try Shell(columns: 300, rows: 100)
      shell.type("clear; \(Demo.command)\r")
      try shell.see("message: ")
      let pid = shell.foreground
      // Nobody reads: the terminal's buffer is full after some frames.
      for _ in 0..<40 {
        shell.type("\u{C}j")
        Thread.sleep(forTimeInterval: 0.05)
      }
      kill(pid, SIGTERM)
      Thread.sleep(forTimeInterval: 0.3)
      try shell.see("ended: signal(15)")
    }

    /// How often the thread of the loop has gone to sleep.
    private func sleeps(_ pid: pid_t) throws -> Int {
      let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")
      let task = try #require(
        tasks.first {
          try String(contentsOfFile: "/proc/\(pid)/task/\($0)/comm", encoding: .utf8) == "loop\n"
        })
      let status = try String(contentsOfFile: "/proc/\(pid)/task/\(task)/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("voluntary_ctxt_switches") }
      return try #require(line.flatMap { Int($0.split(separator: "\t").last ?? "") })
    }
  }
}
