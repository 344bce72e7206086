import Text
import Provisioning

/// What the columns of a file are: decided by their names alone, always in the same way.
struct ColumnPlan {
  /// Something that is wrong with a column.
  struct Fault {
    /// Which column, from 0.
    var index: Int
    var reason: String
  }

  /// What each column fills; a column that is left out fills nothing.
  private(set) var keys: [[ColumnKey]]
  /// What a record of these columns speaks of.
  private(set) var mentioned = DirectoryEntry.Mentioned(
    attributes: .only([]), status: false, roles: false)
  /// What is worth saying of them, in their order.
  private(set) var notes: [ColumnNote] = []
  private(set) var faults: [Fault] = []
  private let headers: [String]
  private let noun: String
  /// How many unknown columns are compared with the known ones.
  private let nearLimit: Int

  /// Decides what columns are.
  ///
  /// - Parameters:
  ///   - noun: what the file calls a column.
  ///   - nearLimit: how many unknown names are compared with the known ones.
  init(
    _ headers: [String], _ mapping: ColumnMapping, noun: String = "column", nearLimit: Int = 200
  ) {
    self.nearLimit = nearLimit
    self.headers = headers
    self.noun = noun
    keys = headers.map { _ in [] }
    let said = mapping.attributes(of: headers)
    let claims = headers.enumerated().flatMap {
      ColumnClaim.all(of: $0.element, at: $0.offset, said: said[$0.offset])
    }
    var groups: [String: [ColumnClaim]] = [:]
    for claim in claims { groups[claim.key.identity, default: []].append(claim) }
    for identity in groups.keys.sorted() { settle(groups[identity] ?? []) }
    refuseRepeats()
    if faults.isEmpty { note(claims, said) }
    mention()
    faults.sort { $0.index < $1.index }
  }

  /// Whether a column is the username.
  var hasUsername: Bool { keys.contains { $0.contains(.username) } }

  /// Whether names could have a username among them.
  static func mayHaveUsername(_ headers: [String], _ mapping: ColumnMapping) -> Bool {
    let said = mapping.attributes(of: headers)
    return headers.enumerated().contains { index, header in
      ColumnClaim.all(of: header, at: index, said: said[index]).contains { $0.key == .username }
    }
  }

  /// Gives an attribute to the column that has the best claim to it.
  private mutating func settle(_ claims: [ColumnClaim]) {
    guard let best = claims.map(\.strength).min() else { return }
    let winners = claims.filter { $0.strength == best }
    guard let winner = winners.first else { return }
    keys[winner.index].append(winner.key)
    for rival in winners.dropFirst() { refuse(rival, beside: winner) }
    for loser in claims where loser.strength > best {
      guard case .vendor = loser.strength else {
        let name = headers[loser.index]
        fault(
          loser.index,
          "the \(noun) \(name.quotedForPeople) exists beside \(headers[winner.index].quotedForPeople), "
            + "which is mapped to \(winner.key.name.quotedForPeople); leave it out with "
            + "\(ColumnMapping.option(name, ""))")
        continue
      }
      notes.append(
        .outranked(
          header: headers[loser.index], attribute: winner.key.name, by: headers[winner.index],
          isExact: best == .own))
    }
  }

  /// Two columns of the same right to an attribute.
  private mutating func refuse(_ rival: ColumnClaim, beside winner: ColumnClaim) {
    let (first, second) = (headers[winner.index], headers[rival.index])
    if first.lowercased() == second.lowercased() {
      return fault(
        rival.index, "the \(noun) \(second.quotedForPeople) appears twice; keep one of them")
    }
    let both = "the \(noun)s \(first.quotedForPeople) and \(second.quotedForPeople)"
    switch rival.strength {
    case .own, .custom:
      fault(
        rival.index,
        "\(both) are the same name; leave one out with \(ColumnMapping.option(second, ""))")
    case .said:
      fault(
        rival.index,
        "\(both) are both mapped to \(winner.key.name.quotedForPeople); map only one of them")
    case .vendor:
      fault(
        rival.index,
        "\(both) could both be \(winner.key.name.quotedForPeople); say which one is, such as "
          + ColumnMapping.option(first, winner.key.name))
    }
  }

  /// The column that lost stays an attribute of its own, which no other column may be.
  private mutating func refuseRepeats() {
    for case .outranked(let header, _, _, _) in notes {
      for (index, name) in headers.enumerated() where name == header && keys[index].isEmpty {
        keys[index] = [.attribute(header)]
      }
    }
    var seen: [String: Int] = [:]
    for (index, keys) in keys.enumerated() {
      for key in keys {
        guard let before = seen.updateValue(index, forKey: key.identity) else { continue }
        fault(
          index,
          "the \(noun)s \(headers[before].quotedForPeople) and \(headers[index].quotedForPeople) "
            + "would both be \(key.name.quotedForPeople); leave one out with "
            + ColumnMapping.option(headers[index], ""))
      }
    }
  }

  private mutating func note(_ claims: [ColumnClaim], _ said: [Int: String]) {
    var compared = 0
    for claim in claims where keys[claim.index].contains(claim.key) {
      let header = headers[claim.index]
      switch claim.strength {
      case .said, .vendor:
        guard !ColumnName.areSame(header, claim.key.name) else { continue }
        notes.append(.taken(header: header, as: claim.key.name, by: claim.source))
      case .custom:
        compared += 1
        guard compared <= nearLimit, let known = NearColumn(header) else { continue }
        notes.append(.near(header: header, known: known.name, attribute: known.attribute))
      case .own: continue
      }
    }
    for (index, header) in headers.enumerated() where keys[index].isEmpty {
      notes.append(.leftOut(header: header, isPassword: said[index] == nil))
    }
  }

  private mutating func mention() {
    var names: Set<String> = []
    var speaksOfStatus = false
    var speaksOfRoles = false
    for key in keys.joined() {
      switch key {
      case .username: continue
      case .status: speaksOfStatus = true
      case .roles: speaksOfRoles = true
      case .attribute(let name): names.insert(name)
      }
    }
    mentioned = DirectoryEntry.Mentioned(
      attributes: .only(names), status: speaksOfStatus, roles: speaksOfRoles)
  }

  private mutating func fault(_ index: Int, _ reason: String) {
    faults.append(Fault(index: index, reason: reason))
  }
}
