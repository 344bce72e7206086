import Provisioning

/// Managers who were not among those who were read. Whoever has one of them does not change when the
/// manager comes, so that a reading of who changed would never show whose manager that is.
struct AbsentManagers {
  /// How many a source keeps. Where there are more, anybody who comes may be one of them.
  static let limit = 200

  private let names: Set<String>

  /// Those of the last reading that showed everyone.
  init(_ state: SourceState) { names = Set(state.absentManagers ?? []) }

  /// Whether somebody who is new may be one of them.
  func mayInclude(_ person: SourcePerson) -> Bool {
    names.count > Self.limit || names.contains(person.key)
      || person.reference.map(names.contains) == true
  }
}
