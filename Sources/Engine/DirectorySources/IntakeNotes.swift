import Text
import Provisioning

/// Who of a reading could not be taken, and why.
struct IntakeNotes {
  /// How many have no username.
  var unnamed = 0
  /// How many users of the source stay as they were, since what it says of them cannot be taken now.
  var left = 0
  private var named: [String] = []
  private var count = 0

  /// Somebody belongs to another source.
  mutating func claim(_ person: SourcePerson, by other: KnownPerson, _ owner: String) {
    let name = person.entry.user.username
    add(
      other.user.username.isSame(as: name)
        ? "conflict: \(name) is also a user of \(owner), who stays as \(owner) has them"
        : "conflict: \(name) is \(other.user.username) of \(owner) by the key, and stays as \(owner) has them"
    )
  }

  /// Somebody is called as another one of the same source.
  mutating func repeated(_ person: SourcePerson) {
    let place = person.reference ?? person.key
    add(
      "conflict: several are called \(person.entry.user.username)\(place.isEmpty ? "" : "; \(place) is left out")"
    )
  }

  /// A value of somebody cannot be taken.
  mutating func refused(_ person: SourcePerson, _ problem: String) {
    add("\(person.entry.user.username) stays as before: \(problem)")
  }

  private mutating func add(_ sentence: String) {
    count += 1
    if named.count < SourceIntake.told { named.append(sentence) }
  }

  /// What there is to say, a sentence each.
  var sentences: [String] {
    var sentences = named
    if count > named.count { sentences.append("and \(count - named.count) more like these") }
    if unnamed > 0 {
      sentences.append(
        "\(unnamed) without a username \(unnamed == 1 ? "is" : "are") left out")
    }
    return sentences
  }
}
