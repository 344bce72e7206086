import Engine
import Provisioning

/// A directory of people that usher reads: it can say who changed since a mark, and is not to be
/// trusted in it. Times are numbers that its clock counts.
final class Tenant: @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.

  let name: String
  /// What its people can be called.
  let names: [String]
  /// Whom a reading of who changed shows.
  let showsEveryone: Bool
  /// Whether it answers who is asked for by key.
  let findsByKey: Bool
  /// Whether it can say that nothing changed at all.
  let hasStamp: Bool
  private(set) var people: [Staff.Person] = []
  /// Who was there once.
  private(set) var leavers: [Staff.Person] = []
  /// The managers of people, by key; they may be gone.
  private(set) var managers: [String: String] = [:]
  /// When each person changed last by its clock.
  private(set) var changed: [String: Int] = [:]
  /// What its clock shows. It can be set back.
  private(set) var clock = 1
  /// Goes up when it forgets its marks.
  private(set) var generation = 1
  /// How often anything changed.
  private(set) var version = 0
  /// Since when each person is there, or is gone, counted by `version`.
  private(set) var since: [String: Int] = [:]
  /// When something last changed without being among what changed since a mark.
  private(set) var missedAt: Int?
  /// The keys of those whom usher had after its last reading.
  var taken: Set<String> = []
  private var hired = 0

  init(_ name: String, names: [String], _ dice: Dice) {
    self.name = name
    self.names = names
    showsEveryone = dice.once(in: 2)
    findsByKey = !dice.once(in: 5)
    hasStamp = dice.once(in: 4)
    for name in names.prefix(3) { hire(Staff.Person(name: name)) }
  }

  func person(key: String) -> Staff.Person? { people.first { $0.key == key } }

  /// What a mark of this moment is.
  var mark: String { "\(generation):\(clock)" }

  /// The time of a mark; `nil` where it is not known any more.
  func time(of mark: String) -> Int? {
    let parts = mark.split(separator: ":").compactMap { Int($0) }
    return parts.first == generation ? parts.last : nil
  }

  /// Whether everything that changed is among what changed since some mark.
  var isHonest: Bool { missedAt == nil }

  /// Everyone was read by somebody who began at this version.
  func wasRead(from version: Int) {
    if let missed = missedAt, missed <= version { missedAt = nil }
  }

  /// Something changed that no reading of who changed will show.
  private func miss() {
    version += 1
    missedAt = version
  }

  // MARK: What happens there

  func hire(_ person: Staff.Person) {
    var person = person
    if person.key == nil {
      hired += 1
      person.key = "\(name)\(hired)"
    }
    leavers.removeAll { $0.key == person.key }
    people.append(person)
    note(person.key, isThere: true)
  }

  /// Somebody leaves; the last one stays, since a source that shows nobody is always refused.
  func leave(_ person: Staff.Person) {
    if people.count == 1 { return }
    people.removeAll { $0.key == person.key }
    leavers.append(person)
    note(person.key, isThere: false)
  }

  func change(_ key: String?, _ body: (inout Staff.Person) -> Void) {
    guard let index = people.firstIndex(where: { $0.key == key }) else { return }
    body(&people[index])
    note(key)
  }

  /// A role that is given or taken moves no time of the person's.
  func toggleRole(of key: String?) {
    guard let index = people.firstIndex(where: { $0.key == key }) else { return }
    people[index].hasRole.toggle()
    version += 1
  }

  func setManager(of key: String, to manager: String?) {
    managers[key] = manager
    note(key)
  }

  func forgetMarks() { generation += 1 }

  /// What happens from now on seems to have happened before.
  func setClockBack(by time: Int) {
    clock = max(1, clock - time)
    miss()
  }

  private func note(_ key: String?, isThere: Bool? = nil) {
    guard let key else { return }
    version += 1
    clock += 1
    changed[key] = clock
    if isThere != nil { since[key] = version }
    // A clock that was set back has not come to where the marks are.
    if missedAt != nil { miss() }
  }

  // MARK: As usher should have it

  /// Everyone as they should be in the directory, by key.
  var expected: [String: DirectoryUser] {
    var users: [String: DirectoryUser] = [:]
    for person in people {
      guard let key = person.key else { continue }
      var user = person.user
      user.attributes["manager"] = managers[key].flatMap { self.person(key: $0)?.name }
      users[key] = user
    }
    return users
  }
}
