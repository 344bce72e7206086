import Text
import Foundation
public import SCIM

/// Values that an app takes at one attribute of an account, as far as it says or shows them: the
/// entitlements beside its groups.
public struct OfferedValues: Sendable, Hashable, Codable {
  /// Where they are known from.
  public enum Origin: String, Sendable, Hashable, Codable {
    /// The app's schema suggests them (`canonicalValues`, RFC 7643, section 7).
    case schema
    /// They are resources of a type that the app announces (RFC 7643, section 6).
    case resources
    /// Accounts hold them.
    case accounts
  }

  /// One value.
  public struct Value: Sendable, Hashable, Codable {
    /// The value as it is sent.
    public var text: String
    /// What the app calls it, where that is something else.
    public var title: String?

    /// A value.
    public init(_ text: String, title: String? = nil) {
      self.text = text
      self.title = title == text ? nil : title
    }
  }

  /// How many values of one attribute are kept: more are no list that anybody chooses from.
  public static let limit = 1_000

  /// The attribute that takes them, as a SCIM path; `nil` where no attribute of a user is known to.
  public var path: String?
  /// Where they are known from.
  public var origin: Origin
  /// The resource type's name; empty for the other origins.
  public var type: String
  /// The values, in the app's order.
  public var values: [Value]
  /// When they were read, in seconds since 1970.
  public var readAt: Double
  /// Why they could not be read again, in a sentence; `nil` where they were.
  public var problem: String?

  /// Values at an attribute.
  public init(
    path: String?, origin: Origin, type: String = "", values: [Value], readAt: Double,
    problem: String? = nil
  ) {
    self.path = path
    self.origin = origin
    self.type = type
    self.values = values
    self.readAt = readAt
    self.problem = problem
  }

  /// Whether the app has a say in what is among them: what accounts hold is not all that it takes.
  public var areWhole: Bool {
    switch origin {
    case .schema, .resources: !values.isEmpty && values.count < Self.limit
    case .accounts: false
    }
  }
}

extension [OfferedValues] {
  /// The values that the app takes at a path, each once: a filter or another case makes no other
  /// attribute.
  public func values(at path: AttributePath) -> [OfferedValues.Value] {
    var seen: Set<String> = []
    return offers(at: path).flatMap(\.values).filter { seen.insert($0.text).inserted }
  }

  /// What the app would have to know at a path, and does not: the value itself, or a part of it where
  /// several stand between semicolons.
  ///
  /// - Returns: `nil` where it knows all, or does not say which it knows.
  func unknown(_ text: String, at path: AttributePath) -> (value: String, known: [String])? {
    let offers = offers(at: path).filter(\.areWhole)
    guard !offers.isEmpty, !text.isEmpty else { return nil }
    let values = offers.flatMap(\.values)
    func isKnown(_ text: String) -> Bool {
      values.contains { $0.text.isSame(as: text) || $0.title?.isSame(as: text) == true }
    }
    if isKnown(text) { return nil }
    let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    guard let unknown = parts.first(where: { !isKnown($0) }) else { return nil }
    return (unknown, values.map(\.text))
  }

  private func offers(at path: AttributePath) -> [OfferedValues] {
    filter { offer in
      guard let text = offer.path, let own = try? AttributePath(parsing: text) else { return false }
      return own.isSameAttribute(as: path)
    }
  }
}

extension AttributePath {
  /// Whether two paths lead to the same attribute, whatever their filters choose of it. The value of a
  /// complex attribute is meant where nothing else is named.
  fileprivate func isSameAttribute(as other: AttributePath) -> Bool {
    func part(_ path: AttributePath) -> String { path.subAttribute?.lowercased() ?? "value" }
    return attribute.lowercased() == other.attribute.lowercased()
      && schema?.lowercased() == other.schema?.lowercased()
      && part(self) == part(other)
  }
}
