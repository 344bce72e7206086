import TestSupport
import Text
import Foundation
import SCIM
import Testing

/// The console in a terminal, a tenant that is its directory, and its app: what is done more than once
/// by keys, and what comes of it there.
struct KeyWalk {
  let terminal: Screenshots
  let tenant: Server
  let app: Server

  /// An admin of the tenant does something.
  func change(_ method: String, _ path: String, _ body: JSONValue?) async throws {
    let answer = try await tenant.send(method, path, body)
    #expect(answer.status < 300, "\(answer)")
  }

  /// Reads the source by its key.
  func sync(
    saying words: String, at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await terminal.keys("Escape", "Escape", "6")
    for _ in 0..<2 {
      if try await terminal.screen().contains("Sources ·") { break }
      try await terminal.keys("Right")
    }
    try await terminal.see("Sources · 1 source", at: location)
    try await terminal.keys("s")
    try await terminal.see(words, at: location)
  }

  /// Finds tasks by their filter.
  func find(
    _ filter: String, count: Int, at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await terminal.keys("Escape", "Escape", "5", "Escape", "/", "C-u")
    try await terminal.write(filter)
    try await terminal.see("1 of \(count)  filter: \(filter)", at: location)
    try await terminal.keys("Enter")
  }

  /// Approves every task of a filter.
  func approveAll(
    _ filter: String, _ count: Int? = nil, at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await terminal.keys("Escape", "Escape", "5", "Escape", "/", "C-u")
    try await terminal.write(filter)
    try await terminal.keys("Enter", "A")
    let all = count.map { "This will approve all \($0)" } ?? "This will approve all"
    try await terminal.see(all, at: location)
    try await terminal.keys("y")
    try await terminal.see("approved", at: location)
  }

  /// Approves what waits, until something is so in the app.
  func approve(
    until isSo: () async throws -> Bool, at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await holds(at: location) {
      let open = try await terminal.usher.json("tasks", "list", "--status", "pending")
      if open.array?.isEmpty == false { try await approveAll("status:pending", at: location) }
      return try await isSo()
    }
  }

  /// The names of who is in a group; Netskope shows members only where it is asked for them.
  func members(of name: String) async throws -> Set<String> {
    guard let group = try await app.group(name) else { return [] }
    let path = "/Groups/\(group.id)?attributes=members"
    let members = try await app.send("GET", path).body?["members"]?.array ?? []
    var names: Set<String> = []
    for user in try await app.all("Users")
    where members.contains(where: { $0["value"]?.scalarText == user.id }) {
      names.insert(user["userName"]?.string ?? "")
    }
    return names
  }

  /// Waits until something is so in the app.
  func holds(
    at location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
  ) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while try await !condition() {
      guard ContinuousClock.now >= deadline else { continue }
      let screen = try await terminal.screen()
      try #require(
        Bool(false), "the app never was so; the screen:\n\(screen)", sourceLocation: location)
    }
  }
}
