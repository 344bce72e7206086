import Text
import Provisioning
import SCIM

/// Everyone in an app as pages showed them, found by the values of some attributes. Of each account
/// only its names and these values are held, as text: a million take some 200 MB.
struct AccountIndex: Sendable {
  private let paths: [AttributePath]
  private let kept: Set<String>
  /// The accounts as JSON, one behind the other.
  private var texts: [UInt8] = []
  /// Where each account begins in `texts`.
  private var starts: [Int] = []
  /// The places of each path's values.
  private var places: [Places]

  /// For the hash of each value the place of the last account that has it, and for each place the one
  /// before it.
  private struct Places: Sendable {
    var last: [Int: Int32] = [:]
    var chain: [(account: Int32, before: Int32)] = []

    mutating func add(_ value: String, _ account: Int) {
      let hash = value.hashValue
      chain.append((Int32(account), last[hash] ?? -1))
      last[hash] = Int32(chain.count - 1)
    }

    /// The accounts that have the value, and perhaps others, the first one first.
    func accounts(_ value: String) -> [Int] {
      var found: [Int] = []
      var place = last[value.hashValue] ?? -1
      while place >= 0 {
        let (account, before) = chain[Int(place)]
        if found.last != Int(account) { found.append(Int(account)) }
        place = before
      }
      return found.reversed()
    }
  }

  /// An index by these attributes and by the userName.
  init(_ attributes: [MatchAttribute]) {
    paths = (attributes + [MatchAttribute("userName")]).map(\.path)
    places = paths.map { _ in Places() }
    kept = Set(
      ["id", "username", "externalid"] + paths.map { ($0.schema ?? $0.attribute).lowercased() }
        + paths.map { $0.attribute.lowercased() })
  }

  /// Adds an account.
  mutating func add(_ account: JSONValue) {
    guard let members = account.object?.members else { return }
    for (number, path) in paths.enumerated() {
      for key in Self.keys(account, path) { places[number].add(key, starts.count) }
    }
    starts.append(texts.count)
    texts +=
      JSONValue.object(
        JSONObject(
          members.filter { kept.contains($0.name.lowercased()) }.map { ($0.name, $0.value) })
      ).bytes
  }

  /// The accounts that may have this value; `nil` where they are not found by this attribute.
  func candidates(_ path: AttributePath, _ value: String) -> [JSONValue]? {
    guard let number = paths.firstIndex(of: path) else { return nil }
    let key = value.lowercased()
    return places[number].accounts(key).map(account).filter {
      Self.keys($0, path).contains(key)
    }
  }

  private func account(_ number: Int) -> JSONValue {
    let end = number + 1 < starts.count ? starts[number + 1] : texts.count
    do {
      return try JSONValue(parsing: texts[starts[number]..<end])
    } catch {
      preconditionFailure("a text that this index wrote cannot be read")
    }
  }

  private static func keys(_ account: JSONValue, _ path: AttributePath) -> [String] {
    account.values(at: path).compactMap { $0.scalarText?.lowercased() }
  }
}
