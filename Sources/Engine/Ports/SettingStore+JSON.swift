import Foundation

/// Settings that are kept as JSON under a name.
extension SettingStore {
  /// What is kept under a name; `nil` where nothing is.
  ///
  /// - Parameter sentence: what to say where it cannot be read; nothing is guessed in its place.
  func decoded<Value: Decodable>(_ name: String, orSay sentence: String) throws -> Value? {
    guard let text = try text(name), !text.isEmpty else { return nil }
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw EngineError.invalid(sentence)
    }
  }

  /// Keeps a value under a name; `nil` forgets what is there.
  func encode(_ value: (some Encodable)?, as name: String) throws {
    guard let value else { return try set(name, to: "") }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try set(name, to: String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
