import ArgumentParser
import Foundation
import Logging
import Text

/// How the log is written, and how much of it.
struct LogOptions: ParsableArguments {
  /// A form of the log.
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
  }

  /// How grave something is that is still written.
  enum Level: String, CaseIterable, ExpressibleByArgument {
    case debug
    case info
    case warning
    case error

    var level: Logger.Level {
      switch self {
      case .debug: .debug
      case .info: .info
      case .warning: .warning
      case .error: .error
      }
    }
  }

  @Option(help: "How the log on standard error is written: text, or json with an object a line.")
  var logFormat = Form.text

  @Option(help: "From which level on: debug, info (each task), warning or error.")
  var logLevel = Level.warning

  /// The log as these options want it.
  var lines: LogLines {
    var lines = LogLines()
    lines.form = logFormat
    lines.logLevel = logLevel.level
    return lines
  }
}

/// The log as lines on standard error, which may hold what a server said.
struct LogLines: LogHandler {
  var form = LogOptions.Form.text
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.warning

  /// How long a message is at most.
  private static let longest = 2_000

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let moment = Words.moment(Date().timeIntervalSince1970)
    switch form {
    case .text: Streams.standardError("\(moment) \(event.level) usher: \(event.message)")
    case .json:
      var members: [(String, JSONValue)] = [
        ("time", .string(moment)), ("level", .string("\(event.level)")),
        ("message", .string("\(event.message)".visible(upTo: Self.longest))),
      ]
      let metadata = metadata.merging(event.metadata ?? [:]) { $1 }
      for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
        let text = "\(value)"
        members.append(
          (name, Int64(text).map { .integer($0) } ?? .string(text.visible(upTo: Self.longest))))
      }
      Streams.log(.object(JSONObject(members)))
    }
  }
}
