import Foundation
import Testing

/// A program with its arguments.
struct Command: Sendable {
  /// How a program ended.
  struct Ending: Sendable {
    /// The exit status; 128 and the signal's number where a signal ended it.
    var status: Int32
    var output: String
    var errors: String
    /// The program as it was called, for messages.
    var call: String
  }

  /// What is wrong with a program that did not end.
  struct Timeout: Error, CustomStringConvertible {
    let description: String
  }

  /// The program and its arguments; a name without a slash is looked for in the path.
  var words: [String]
  var environment: [String: String]
  var folder: String

  init(_ words: [String], environment: [String: String], folder: String) {
    self.words = words
    self.environment = environment
    self.folder = folder
  }

  /// Runs the program to its end, without a terminal and without input.
  func run(timeout: Double) async throws -> Ending {
    let process = try BackgroundProcess(self)
    guard await process.ended(within: timeout) else {
      await process.stop(signal: SIGKILL)
      throw Timeout(
        description: "\(call) did not end in \(timeout) s. It said:\n\(process.output)\n"
          + process.errors)
    }
    let ending = Ending(
      status: process.status, output: process.output, errors: process.errors, call: call)
    if words.contains(Usher.executable),
      let value = printedValue(in: ending.output + ending.errors)
    {
      Issue.record("\(call) prints a value as Swift writes it: \(value)")
    }
    return ending
  }

  var call: String {
    words.map { $0.contains("/") ? URL(fileURLWithPath: $0).lastPathComponent : $0 }
      .joined(separator: " ")
  }
}

/// The first value in a text that stands there as Swift prints it, such as `Optional(3)` or
/// `BulkDecision(count: 36, …)`; `nil` where everything is worded.
func printedValue(in text: String) -> String? {
  let printed =
    /Optional\([^)]*\)|\b[A-Z][A-Za-z]+\([a-z][A-Za-z]*: [^)]*\)|\b(?:Engine|Provisioning|Storage)\.[A-Z]\w+/
  return text.firstMatch(of: printed).map { String($0.output) }
}
