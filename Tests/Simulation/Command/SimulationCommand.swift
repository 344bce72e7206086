public import ArgumentParser
import Foundation
public import Simulation

extension Simulation.Kind: ExpressibleByArgument {}

/// Runs worlds from seeds until one shows what must never be.
@main
struct SimulationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulation",
    abstract: "Runs usher in worlds made of chance, each from a seed that makes it again.")

  @Option(help: "How many seeds.")
  var seeds: UInt64 = 100

  @Option(help: "The first seed.")
  var from: UInt64 = 1

  @Option(help: "How many things happen in each world before it comes to rest.")
  var events = 150

  @Option(help: "What the worlds are about: accounts, people, handovers, undos or sources.")
  var kind = Simulation.Kind.accounts

  @Flag(help: "Print what happens, line by line.")
  var trace = false

  @Flag(help: "Go on after a seed that failed.")
  var keepGoing = false

  func run() throws {
    let started = Date()
    var (steps, decisions, failed) = (0, 0, [UInt64]())
    var printed = started
    for seed in from..<(from + seeds) {
      let outcome = Simulation(seed: seed, events: events, kind: kind).run(
        reader: trace ? { say($0) } : nil)
      steps += outcome.steps
      decisions += outcome.decisions
      if trace || seeds == 1 { say("trace \(String(outcome.trace, radix: 16))") }
      if !outcome.findings.isEmpty {
        failed.append(seed)
        for finding in outcome.findings { say("seed \(seed): \(finding)") }
        say(
          "again, with all that happens: simulation --seeds 1 --from \(seed) --events \(events) --kind \(kind.rawValue) --trace"
        )
        if !keepGoing { break }
      }
      if Date().timeIntervalSince(printed) > 10 {
        printed = Date()
        report(seed - from + 1, steps, decisions, failed, started)
      }
    }
    report(
      min(seeds, (failed.last.map { keepGoing ? seeds : $0 - from + 1 }) ?? seeds), steps,
      decisions, failed, started)
    if !failed.isEmpty { throw ExitCode.failure }
  }

  private func report(
    _ seeds: UInt64, _ steps: Int, _ decisions: Int, _ failed: [UInt64], _ started: Date
  ) {
    let seconds = Date().timeIntervalSince(started)
    let rate = Int(Double(steps) / max(seconds, 0.001) * 60)
    say(
      "\(seeds) seeds, \(steps) steps (actions and requests), \(decisions) choices of order, \(Int(seconds)) s, \(rate) steps a minute, \(failed.count) failed"
    )
  }

  /// Prints a line at once, also into a file.
  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
