/// The groups of an app by the names that rules use.
///
/// A group stays the one that a rule means when it is renamed in the app; and a rule that is rewritten
/// to the new name means the same group, so that no second one is made.
struct GroupNames: Sendable {
  private var byKey: [String: GroupRecord] = [:]
  private var byAppKey: [String: GroupRecord] = [:]

  init(_ groups: [GroupRecord]) {
    for group in groups { remember(group) }
  }

  /// The group that a rule means by a name, ignoring case.
  subscript(key: String) -> GroupRecord? {
    guard let group = byKey[key] else { return byAppKey[key] }
    return group.remoteID == nil ? byAppKey[key] ?? group : group
  }

  /// The group that is known by exactly this name.
  func known(as key: String) -> GroupRecord? { byKey[key] }

  /// Remembers a group that was just stored.
  mutating func remember(_ group: GroupRecord) {
    byKey[group.key] = group
    if let name = group.appName, group.remoteID != nil { byAppKey[name.lowercased()] = group }
  }
}
