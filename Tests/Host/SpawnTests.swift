import Foundation
import Testing

@testable import Host

/// Programs that usher starts.
@Suite struct SpawnTests {
  private func run(_ words: [String], _ environment: [String: String] = [:]) throws
    -> ChildProcess.Ending
  {
    var all = ["PATH": "/usr/bin:/bin"]
    all.merge(environment) { _, new in new }
    let child = try ChildProcess(words: words, environment: all)
    return try #require(child.collect(until: Date().addingTimeInterval(60), limit: 4096))
  }

  @Test func whatItWritesIsRead() throws {
    let ending = try run(["sh", "-c", "echo out; echo err >&2; exit 3"])
    #expect(ending.status == 3)
    #expect(String(decoding: ending.output, as: UTF8.self) == "out\n")
    #expect(String(decoding: ending.errors, as: UTF8.self) == "err\n")
  }

  @Test func itGetsNoFileOfThisProcess() throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    let ending = try run(["sh", "-c", "ls /proc/self/fd | tr '\\n' ' '"])
    #expect(
      !String(decoding: ending.output, as: UTF8.self).split(separator: " ").contains("\(file)"))
  }

  @Test func itMeetsSignalsAsInAShell() throws {
    let ending = try run(["sh", "-c", "kill -PIPE $$; echo alive"])
    #expect(ending.signal == SIGPIPE && ending.output.isEmpty)
  }

  @Test func itHasNothingToRead() throws {
    #expect(try run(["cat"]).output.isEmpty)
  }

  @Test func aProgramThatIsMissingIsNamed() throws {
    do {
      _ = try ChildProcess(words: ["no-such-program-here"], environment: [:])
      Issue.record("it was started")
    } catch {
      #expect(error.program == "no-such-program-here")
      #expect(error.reason == "No such file or directory")
    }
  }

  @Test func aProgramInTheTerminalIsToldNoSecret() {
    setenv("USHER_TEST_TOKEN", "s3cret", 1)
    setenv("USHER_TEST_PLAIN", "s3cret", 1)
    defer {
      unsetenv("USHER_TEST_TOKEN")
      unsetenv("USHER_TEST_PLAIN")
    }
    let line = "test -z \"$USHER_TEST_TOKEN\" && test -z \"$USHER_TEST_PLAIN\""
    #expect(ForegroundProgram(line, hiding: ["USHER_TEST_PLAIN"]).run() == 0)
    #expect(ForegroundProgram(line).run() == 1)
    #expect(ForegroundProgram("grep -q here").run(input: "it is here\n") == 0)
    #expect(ForegroundProgram("kill -9 $$").run() == 128 + SIGKILL)
  }
}
