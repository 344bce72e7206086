import Provisioning

/// Who is in the directory and what the rules say, as the world knows it without usher: it is told
/// what the admins did, and says what the app should hold in the end.
struct Staff {
  /// The role that gives access.
  static let role = "Staff"
  /// The departments that people can be in.
  static let departments = ["Eng", "Ops", "Out"]

  /// One user of the directory.
  struct Person: Hashable, CustomStringConvertible {
    var name: String
    /// Who the person is, whatever they are called; `nil` where the directory knows people by name.
    var key: String?
    var lastname = "Lee"
    var title: String?
    var department: String?
    var isActive = true
    var hasRole = true
    /// The address that the person should have, where it is not made of the name.
    var mailbox: String?
    /// The first and the last day, counted from the first day of the world.
    var startsOn: Int?
    var endsOn: Int?
    /// Names that the person had before: an account that nobody may touch keeps one of them.
    var former: [String] = []

    var firstname: String { "F" + (key ?? name) }
    var mail: String { "\(mailbox ?? name)@x.example" }

    /// Whether the first day has not come.
    func isToStart(on today: Int) -> Bool { startsOn.map { $0 > today } ?? false }

    /// Whether the person is there on a day.
    func isPresent(on today: Int) -> Bool {
      !isToStart(on: today) && !(endsOn.map { $0 < today } ?? false)
    }

    var description: String {
      let words = [
        department, title, isActive ? nil : "suspended", hasRole ? nil : "without the role",
      ]
      let dates = [startsOn.map { "from day \($0)" }, endsOn.map { "to day \($0)" }, mailbox]
      let who = [name, key, lastname].compactMap { $0 }.joined(separator: " ")
      return "\(who) (\((words + dates).compactMap { $0 }.joined(separator: ", ")))"
    }

    /// The same as the directory has it.
    var user: DirectoryUser {
      var attributes = ["firstname": firstname, "lastname": lastname, "email": mail]
      attributes["external_id"] = key
      attributes["title"] = title
      attributes["starts_on"] = startsOn.map(Staff.date)
      attributes["ends_on"] = endsOn.map(Staff.date)
      attributes["department"] = department
      return DirectoryUser(
        username: name, status: isActive ? .active : .suspended, attributes: attributes,
        roles: hasRole ? [Staff.role] : [])
    }
  }

  /// One rule.
  enum RuleOfStaff: Hashable {
    case join(department: String, group: String)
    case title(department: String, title: String)
    case exclude(department: String)

    var department: String {
      switch self {
      case .join(let department, _), .title(let department, _), .exclude(let department): department
      }
    }

    var name: String {
      switch self {
      case .join(let department, let group): "\(department) joins \(group)"
      case .title(let department, let title): "\(department) is \(title)"
      case .exclude(let department): "no \(department)"
      }
    }

    /// The same as usher has it.
    var rule: Rule {
      let action: RuleAction =
        switch self {
        case .join(_, let group): .addToGroup(name: group, create: true)
        case .title(_, let title): .set(path: "title", value: title)
        case .exclude: .doNotProvision
        }
      return Rule(
        name: name, when: .attribute("department", .equals(department)), then: [action])
    }
  }

  var people: [Person] = []
  /// The day that it is, counted from the first day of the world.
  var today = 0
  /// Who was in the directory once, where people have keys.
  var leavers: [Person] = []
  /// How many people were ever in the directory, where they have keys.
  var hired = 0
  var rules: [RuleOfStaff] = []
  /// Names that somebody had once and has no more. Nobody gets them again: an account may still have
  /// the name, and which of two is to have it is for people to settle.
  private(set) var retired: Set<String> = []

  /// A day as the directory writes it; the first is that on which every world starts.
  static func date(_ day: Int) -> String {
    let (month, date) = day < 31 ? (1, day + 1) : (2, day - 30)
    return "2026-0\(month)-\(date < 10 ? "0" : "")\(date)"
  }

  func person(_ name: String) -> Person? { people.first { $0.name == name } }

  /// Puts a person in the place of the one of this name, or behind the others.
  mutating func put(_ person: Person, for name: String? = nil) {
    var person = person
    if let name, name != person.name {
      retired.insert(name)
      person.former.append(name)
    }
    if let index = people.firstIndex(where: { $0.name == name ?? person.name }) {
      people[index] = person
    } else {
      people.append(person)
    }
  }

  mutating func remove(_ name: String) { people.removeAll { $0.name == name } }

  /// Whether the person should have an account, or keep the one that is there.
  func hasAccess(_ person: Person) -> Bool {
    person.hasRole && person.isPresent(on: today)
      && !rules.contains { $0 == .exclude(department: person.department ?? "") }
  }

  /// The title that the account should have.
  func title(_ person: Person) -> String? {
    for case .title(let department, let title) in rules.reversed()
    where department == person.department {
      return title
    }
    return person.title
  }

  /// The groups that the account should be in.
  func groups(_ person: Person) -> Set<String> {
    var groups: Set<String> = []
    for case .join(let department, let group) in rules where department == person.department {
      groups.insert(group)
    }
    return groups
  }
}
