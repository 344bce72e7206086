import Provisioning
import Text

/// The attribute by which a server says when an entry last changed: a time, or in Active Directory a
/// number that each domain controller counts for itself.
enum ChangeClock: Sendable, Hashable {
  /// `modifyTimestamp` (RFC 4512, section 3.4.2), in seconds since 1970.
  case time
  /// `uSNChanged`.
  case number

  init(_ kind: SourceKind) {
    switch kind {
    case .activeDirectory: self = .number
    case .file, .ldap, .oneLogin, .scim: self = .time
    }
  }

  /// The attribute's name.
  var attribute: String {
    switch self {
    case .time: "modifyTimestamp"
    case .number: "uSNChanged"
    }
  }

  /// How far before the mark a reading begins, since what is written at the same time, or comes from
  /// another server, is not seen in order.
  var overlap: Int {
    switch self {
    case .time: 300
    case .number: -1
    }
  }

  /// When an entry last changed; `nil` where it does not say.
  func moment(_ entry: LDAPEntry) -> Int? {
    guard let text = entry[attribute].first.map({ String(decoding: $0, as: UTF8.self) }) else {
      return nil
    }
    switch self {
    case .time: return DirectoryTime.seconds(text)
    case .number: return Int(text)
    }
  }

  /// A filter for entries that changed then or later.
  func filter(from moment: Int) -> String {
    switch self {
    case .time: "(\(attribute)>=\(DirectoryTime.generalized(Double(moment))))"
    case .number: "(\(attribute)>=\(moment))"
    }
  }
}

/// From where a reading of an LDAP server can go on.
struct LDAPMark: Sendable, Hashable {
  /// Who counts: the identity of a domain controller, or `time`.
  var origin: String
  /// By the server's ``ChangeClock``.
  var moment: Int

  init(origin: String, moment: Int) {
    self.origin = origin
    self.moment = moment
  }

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let moment = Int(parts[1]) else { return nil }
    self.init(origin: String(parts[0]), moment: moment)
  }

  var text: String { "\(origin) \(moment)" }
}

/// Where a server stands before it is read.
struct LDAPStand: Sendable, Hashable {
  let clock: ChangeClock
  /// Who counts; `nil` where the server does not say.
  var origin: String?
  /// The last change; `nil` where only the entries say it.
  var moment: Int?

  /// Asks a server. A domain controller is known by its `invocationId`, which is another one after it
  /// was restored from a backup.
  static func read(_ door: any LDAPDoor, _ kind: SourceKind) async throws -> LDAPStand {
    let clock = ChangeClock(kind)
    switch clock {
    case .time: return LDAPStand(clock: clock, origin: "time")
    case .number: break
    }
    func entry(_ base: String, _ attributes: [String]) async throws -> LDAPEntry? {
      try await door.entry(
        LDAPSearch(base: base, scope: .base, filter: "(objectClass=*)", attributes: attributes))
    }
    var stand = LDAPStand(clock: clock)
    let root = try await entry("", ["highestCommittedUSN", "dsServiceName"])
    func text(_ name: String) -> String? {
      root?[name].first.map { String(decoding: $0, as: UTF8.self) }
    }
    stand.moment = text("highestCommittedUSN").flatMap { Int($0) }
    if let service = text("dsServiceName"),
      let id = try await entry(service, ["invocationId"])?["invocationId"].first
    {
      stand.origin = BinaryID.text(ofGUID: id) ?? BinaryID.text(of: id)
    }
    return stand
  }

  /// Why a reading cannot go on from a mark; `nil` where it can.
  func refusal(of mark: LDAPMark?) -> String? {
    guard let mark else { return "the mark of the reading before cannot be read" }
    guard let origin else { return unknown }
    if origin != mark.origin { return "another domain controller answers than before" }
    if let moment, moment < mark.moment {
      return "the domain controller was set back to an earlier state"
    }
    return nil
  }

  /// Why there is no mark where nobody says who counts.
  var unknown: String { "the domain controller does not say who it is" }
}
