import Foundation
import Provisioning
import SCIM
import Synchronization

/// What an app's longest texts say: its settings and schemas, which are read with every task and
/// change once in a while. Each is found by the text itself, so that nothing here can be out of date.
final class ParsedTexts: Sendable {
  private static let capacity = 64

  private let definitions = Mutex<[Parsed<AppDefinition>]>([])
  private let values = Mutex<[Parsed<JSONValue>]>([])

  private struct Parsed<Value: Sendable>: Sendable {
    let text: String
    let value: Value
  }

  /// The settings that a text holds; `nil` where it cannot be read.
  func definition(_ text: String) -> AppDefinition? {
    definitions.withLock { known in
      Self.value(of: text, in: &known) {
        try? JSONDecoder().decode(AppDefinition.self, from: Data(text.utf8))
      }
    }
  }

  /// The JSON that a text holds; `nil` where it cannot be read.
  func value(_ text: String) -> JSONValue? {
    values.withLock { known in
      Self.value(of: text, in: &known) { try? JSONValue(parsing: text) }
    }
  }

  /// Compared one by one, which is faster than the hash of a text of many thousand bytes.
  private static func value<Value>(
    of text: String, in known: inout [Parsed<Value>], parse: () -> Value?
  ) -> Value? {
    let size = text.utf8.count
    if let found = known.first(where: { $0.text.utf8.count == size && $0.text == text }) {
      return found.value
    }
    guard let value = parse() else { return nil }
    if known.count >= capacity { known.removeFirst() }
    known.append(Parsed(text: text, value: value))
    return value
  }
}
