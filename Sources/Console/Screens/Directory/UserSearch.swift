/// What is searched for among the users.
struct UserSearch: Sendable, Hashable {
  /// As it was typed: `role:Sales ann`.
  let words: String
  /// What a name or an address holds.
  let text: String
  /// Only who holds this role; `nil` for all.
  let role: String?

  init(_ words: String = "") {
    self.words = words
    var rest: [String] = []
    var role: String?
    for word in words.words {
      if word.lowercased().hasPrefix("role:") {
        role = String(word.dropFirst(5))
      } else {
        rest.append(word)
      }
    }
    text = rest.joined(separator: " ")
    self.role = role?.isEmpty == true ? nil : role
  }

  /// Whether it finds everyone.
  var isEveryone: Bool { text.isEmpty && role == nil }
}
