public import Text

/// What an app shows of a group's members. Some apps show the first hundred, some a reference without
/// a value, some nobody: what is not shown is not known to be missing.
public struct ShownMembers: Sendable, Hashable {
  /// The ids that are shown.
  public var ids: Set<String>
  /// How many entries are shown of which no id can be read.
  public var unread: Int

  /// Members as they are shown.
  public init(ids: Set<String>, unread: Int = 0) {
    self.ids = ids
    self.unread = unread
  }

  /// The members of a group; `nil` where it shows no list.
  public init?(of group: JSONValue) {
    guard let members = group["members"], members != .null else { return nil }
    let entries = members.array ?? [members]
    let ids = entries.map(Self.id)
    self.init(ids: Set(ids.compactMap { $0 }), unread: ids.count { $0 == nil })
  }

  /// The id of one member: its `value`, or the end of its `$ref` (RFC 7643, section 2.4).
  public static func id(of member: JSONValue) -> String? {
    if let value = (member["value"] ?? member).scalarText, !value.isEmpty { return value }
    guard let reference = member["$ref"]?.scalarText else { return nil }
    let path = reference.prefix { $0 != "?" && $0 != "#" }
    guard let last = path.split(separator: "/").last, path.contains("/") else { return nil }
    return PercentEncoding.decode(last)
  }

  /// Whether the number of those shown looks like the most that an app shows: a round number.
  ///
  /// - Parameter least: the smallest number that is taken for one.
  public func isRound(from least: Int) -> Bool {
    let count = ids.count
    guard count >= max(least, 10) else { return false }
    return count % 50 == 0 || [10, 20, 25, 30, 40].contains(count) || count & (count - 1) == 0
  }

  /// Whether the app may hold members that it does not show, as far as its list tells.
  ///
  /// - Parameters:
  ///   - known: how many members usher knows to be in the group.
  ///   - most: the most members of this group that the app was found to show.
  public func mayHide(known: Int, most: Int?) -> Bool {
    unread > 0 || most.map { ids.count >= $0 } ?? isRound(from: 10) || known > ids.count
  }

  /// Whether the app certainly shows only a part, so that what is not shown proves nothing: it was
  /// found to do so before, or a list of a usual length lacks somebody who is known.
  ///
  /// - Parameter lacking: how many known members are not shown.
  public func isPart(lacking: Int, most: Int?) -> Bool {
    unread > 0 || most.map { ids.count >= $0 } ?? (lacking > 0 && isRound(from: 50))
  }

  /// What the list proves of an addition that the app took.
  public enum Proof: Sendable, Hashable {
    /// Everyone is shown.
    case done
    /// The app took it and does not show it.
    case hidden
    /// The app did not do it.
    case undone
  }

  /// Dropping more members than this of one request, in silence, is unlikely: the app then shows no
  /// more, or takes no more.
  public static let mostDropped = 10

  /// What the list proves of members who were added by a request that the app took.
  ///
  /// - Parameters:
  ///   - added: the ids that were sent.
  ///   - known: how many members usher knew to be in the group before.
  ///   - most: the most members of this group that the app was found to show.
  public func proof(of added: Set<String>, known: Int, most: Int?) -> Proof {
    let missing = added.subtracting(ids).count
    if missing == 0 { return .done }
    if mayHide(known: known, most: most) { return .hidden }
    return missing < added.count && missing > Self.mostDropped ? .hidden : .undone
  }

  /// The most that the app is found to show of this group, after an addition came to this proof.
  public func learned(from proof: Proof, known: Int, most: Int?) -> Int? {
    // It shows more than was thought.
    if let most, ids.count > most { return proof == .hidden ? ids.count : nil }
    let isSure = unread == 0 && (isRound(from: 10) || known <= ids.count)
    guard proof == .hidden, isSure else { return most }
    return most ?? ids.count
  }
}
