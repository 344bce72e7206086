public import Engine
import SCIM

extension OneLoginDirectory {
  /// Reads everything, and shows three people.
  public func prove(_ step: (SourceStep) -> Void) async -> SourceProof {
    var name = "reach and credential"
    do {
      let path = OneLoginPages.path(
        "/api/2/users", [(name: "limit", value: "1"), (name: "fields", value: "id")])
      let total = try await client.get(path).headers["total-count"]
      step(
        SourceStep(
          name, holds: true, "OneLogin answers\(total.map { "; it has \($0) users" } ?? "")"))
      name = "fields"
      let custom = try await form(nil).mapping.origins.filter(\.origin.isCustom).map(\.attribute)
      step(
        SourceStep(
          name, holds: true,
          custom.isEmpty
            ? "every field is there; there are no custom ones"
            : "every field is there; of the custom ones: \(custom.joined(separator: ", "))"))
      name = "roles"
      let roles = try await readRoles()
      if let roles {
        let held = roles.held.values.reduce(0) { $0 + $1.count }
        step(SourceStep(name, holds: roles.count > 0, "\(roles.count) roles, held \(held) times"))
      }
      name = "people"
      return try await provePeople(try await form(roles), step)
    } catch {
      let sentence = (error as? SourceProblem)?.sentence ?? "it was interrupted"
      step(SourceStep(name, holds: false, sentence))
      return SourceProof()
    }
  }

  private func provePeople(
    _ form: OneLoginPerson, _ step: (SourceStep) -> Void
  ) async throws -> SourceProof {
    var people: [SourcePerson] = []
    var count = 0
    var pages = 0
    try await client.all(Self.users(form.mapping)) { page in
      count += page.count
      pages += 1
      people += try page.prefix(3 - people.count).map(form.person)
    }
    step(
      SourceStep(
        "people", holds: count > 0, "\(count) in \(pages) \(pages == 1 ? "page" : "pages"), whole"))
    step(SourceStep("changes", holds: true, try await changes(form.mapping)))
    step(
      SourceStep(
        "deletions", holds: true,
        sight.findsByKey
          ? "seen when there are fewer people than are known; whoever is missing is asked for by \(form.mapping.key.name) before they count as gone"
          : "whoever is missing counts as gone, since OneLogin cannot be asked by \(form.mapping.key.name)"
      ))
    return SourceProof(people: people, origins: form.mapping.words)
  }

  /// What is read between the readings of everyone.
  private func changes(_ mapping: OneLoginMapping) async throws -> String {
    if let why = Self.markless(tells: try await stamp() != nil, mapping) {
      return "everyone is read each time, because \(why)"
    }
    return
      "between the readings by `full_every`, only who changed by `\(OneLoginStart.filter)` is read, and who holds which role; where no date, number or role moved, nobody is"
  }
}
