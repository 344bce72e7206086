public import ArgumentParser
import Engine
import Foundation
public import Provisioning

extension TaskStatus: ExpressibleByArgument {}
extension TaskAction: ExpressibleByArgument {}

/// The options that say which tasks are meant.
struct TaskFilterOptions: ParsableArguments {
  @Option(help: "Only this app's.") var app: String?

  @Option(name: .customLong("status"), help: "Only this status; may be repeated.")
  var statuses: [TaskStatus] = []

  @Option(name: .customLong("action"), help: "Only this action; may be repeated.")
  var actions: [TaskAction] = []

  @Option(help: "Only tasks on, or with, this user.") var user: String?

  @Option(help: "Only tasks on the group of this name.") var group: String?

  @Option(
    help: ArgumentHelp(
      "Only tasks on users with this attribute, such as dept:Sales; may be repeated.",
      valueName: "name:value"))
  var only: [String] = []

  @Option(help: "Only tasks whose name or error contains this text.") var search: String?

  @Option(help: "Only tasks whose name and error do not contain this text; may be repeated.")
  var without: [String] = []

  @Option(help: "Only tasks filed since: 2026-01-31, 2026-01-31T12:00:00Z, or 30m, 12h, 7d ago.")
  var since: String?

  /// The filter.
  func filter(_ engine: ProvisioningEngine) throws -> TaskFilter {
    var filter = TaskFilter(
      app: try app.map { try engine.configuration.app(named: $0).id }, statuses: Set(statuses),
      actions: Set(actions), user: user, search: search, since: try since.map(Self.moment))
    filter.group = group
    filter.without = Set(without)
    var selection = UserSelection()
    try selection.add(words: only)
    filter.attributes = selection.attributes
    return filter
  }

  /// Whether nothing is filtered.
  var isEmpty: Bool {
    app == nil && statuses.isEmpty && actions.isEmpty && user == nil && search == nil
      && since == nil && group == nil && only.isEmpty && without.isEmpty
  }

  /// The filter in words, for questions and the audit log.
  var words: String {
    var words = [app.map { "app:\($0)" }].compactMap { $0 }
    words += statuses.map { "status:\($0.rawValue)" } + actions.map { "action:\($0.rawValue)" }
    words += only
    words += [group.map { "group:\($0)" }, user.map { "user:\($0)" }].compactMap { $0 }
    words += [search.map { "search:\($0)" }].compactMap { $0 } + without.map { "!\($0)" }
    words += [since.map { "since:\($0)" }].compactMap { $0 }
    return words.isEmpty ? "all" : words.joined(separator: " ")
  }

  private static func moment(_ text: String) throws -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    if let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()) {
      return Date().timeIntervalSince1970 - number * unit
    }
    let full = text.contains("T") ? text : text + "T00:00:00Z"
    if let date = try? Date(full, strategy: .iso8601) { return date.timeIntervalSince1970 }
    throw ValidationError("'\(text)' is not a time; write 2026-01-31, 2026-01-31T12:00:00Z or 12h")
  }
}
