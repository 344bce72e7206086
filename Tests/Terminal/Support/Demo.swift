import Foundation
import Screen
import Terminal
import Testing

/// A console of a few lines, which other tests run in a process and a terminal of its own.
@Suite struct Demo {
  /// What runs it.
  static let variable = "USHER_TERMINAL_DEMO"
  static var isAsked: Bool { ProcessInfo.processInfo.environment[variable] != nil }

  /// The command that runs it, for a shell.
  static var command: String {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    return "\(variable)=1 \(program ?? "") --testing-library swift-testing "
      + "--filter TerminalTests.Demo"
  }

  @Test(.enabled(if: Demo.isAsked)) func runs() {
    let mailbox = Mailbox<Int>()
    // By this name the tests find the thread.
    try? "loop".write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
    do throws(TerminalError) {
      let loop = try TerminalLoop(
        mailbox: mailbox, theme: .terminal, environment: ProcessInfo.processInfo.environment)
      var desk = DemoDesk(loop: loop, mailbox: mailbox)
      let ending = loop.run { desk.handle($0) }
      print("ended: \(ending)")
    } catch {
      print("no screen: \(error.sentence)")
    }
    exit(0)
  }
}

/// What the demo does with its keys.
struct DemoDesk {
  let loop: TerminalLoop<Int>
  let mailbox: Mailbox<Int>
  private var row = 0
  private var calls = 0
  private var message = ""
  private var lastKeys = ""
  private var received = 0

  init(loop: TerminalLoop<Int>, mailbox: Mailbox<Int>) {
    self.loop = loop
    self.mailbox = mailbox
    message = loop.warning ?? ""
  }

  mutating func handle(_ events: [LoopEvent<Int>]) -> LoopStep {
    calls += 1
    for event in events {
      switch event {
      case .message(let number): received = number
      case .tick: if message == "opened" { message = "tick" }
      case .terminal(.resize): message += message.isEmpty ? "opened" : ""
      case .terminal(.paste(let text)): message = "pasted \(text.count): \(text)"
      case .terminal(.key(let key)):
        lastKeys = String((lastKeys + key.notation).suffix(60))
        if let step = press(key) { return step }
      }
    }
    return .draw(surface, title: "demo \(row)")
  }

  private mutating func press(_ key: Key) -> LoopStep? {
    switch key {
    case .character("j"), .down: row += 1
    case .character("k"), .up: row -= 1
    case .character("m"): loop.usesMouse.toggle()
    case .character("y"): message = "copied: \(loop.copy("ann"))"
    case .character("t"): loop.tick = 0.05
    case .character("c"): fatalError("the demo crashes")
    case .character("O"): row = depth(row)
    case .character("X"): exit(3)
    case .character("b"): burst()
    case .character("e"):
      return .leave { system("echo elsewhere; stty -a | tr ';' '\\n' | grep -w icanon") }
    case .character("q"): return .end
    case .control("z"): return .suspend
    case .control("l"): loop.redraw()
    default: break
    }
    return nil
  }

  /// Overflows the stack.
  private func depth(_ number: Int) -> Int { number == -1 ? 0 : 1 + depth(number + 1) }

  /// 2,000 messages in a second.
  private func burst() {
    let mailbox = mailbox
    Thread.detachNewThread {
      for number in 1...2000 {
        mailbox.post(number)
        usleep(500)
      }
    }
  }

  private var surface: Surface {
    var surface = Surface(size: loop.size)
    surface.write("demo \(loop.size.columns)x\(loop.size.rows)", column: 0, row: 0, role: .context)
    for line in 0..<max(0, loop.size.rows - 4) {
      surface.write(
        "line \(line + max(0, row - 10)) of a list, with what stands there, ann@example.com",
        column: 0, row: line + 1, role: line == min(row, 10) ? .selection : .text,
        width: loop.size.columns)
    }
    let bottom = loop.size.rows - 1
    surface.write("message: \(message)", column: 0, row: bottom - 2, role: .message)
    surface.write("keys: \(lastKeys)", column: 0, row: bottom - 1, role: .hint)
    surface.write("calls: \(calls) got: \(received)", column: 0, row: bottom, role: .muted)
    return surface
  }
}
