import Text
import Foundation
import Logging

/// The log as lines on standard error, warnings and worse, which may hold what a server said.
struct LogLines: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.warning

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    Streams.standardError(
      "\(Words.moment(Date().timeIntervalSince1970)) \(event.level) usher: \(event.message)")
  }
}
