import Text
import ArgumentParser
import Engine
import Manifest
import Provisioning
import SCIM

/// What would become of one person if something were different.
struct WhatIf: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if",
    abstract:
      "Shows what would become of a person's accounts if an attribute, a role, the date or a rule were different. Changes nothing.",
    discussion: """
      usher what-if bob department=Sales --add-role VPN
      usher what-if bob --on 2027-01-01
      usher what-if bob --file new-rules.yaml
      """)

  @Argument(help: "The username; of somebody new, if the directory does not know it.")
  var user: String

  @Argument(help: ArgumentHelp("What would be different.", valueName: "key=value"))
  var changes: [String] = []

  @Option(help: ArgumentHelp("A role to add; may be repeated.", valueName: "role"))
  var addRole: [String] = []

  @Option(help: ArgumentHelp("A role to take away; may be repeated.", valueName: "role"))
  var removeRole: [String] = []

  @Option(help: ArgumentHelp("The date, such as 2027-01-01.", valueName: "date")) var on: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A configuration file whose settings stand for the stored ones.", valueName: "file"),
    completion: .file())
  var file: String?

  @Option(help: "Only this app.") var app: String?

  @OptionGroup var options: Options

  func validate() throws {
    if let on, DirectoryDate(on) == nil {
      throw ValidationError("'\(on)' is not a date; write 2027-01-01")
    }
    for change in changes { _ = try KeyValue(change) }
  }

  func run() async throws {
    let engine = try Composition(options).engine
    let (person, isNew, apps) = try engine.suppositions.whatIf(user, app: app, try supposition())
    if options.isForPrograms {
      var list = ResultList(options.form, headings: [])
      for prospect in apps {
        var json = prospect.json.object ?? JSONObject()
        json["user"] = person.json
        json["isNew"] = .bool(isNew)
        list.add([], .object(json))
      }
      return list.end()
    }
    if isNew {
      options.say("note: the directory does not know \(person.username); shown as somebody new")
    }
    apps.flatMap { $0.lines(of: TaskText.plan) }.forEach(Streams.standardOutput)
    options.say("Nothing was changed, and nothing is sent.")
  }

  private func supposition() throws -> Supposition {
    let pairs = try changes.map { try KeyValue($0) }
    return Supposition(
      values: Dictionary(pairs.map { ($0.key, $0.value) }) { _, last in last },
      adding: addRole, removing: removeRole, date: on.flatMap { DirectoryDate($0) },
      settings: try file.map { try Files.manifest($0).apps } ?? [])
  }
}
