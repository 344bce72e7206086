import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

/// Gives an account to a user by hand.
struct Link: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Gives an account of an app to a user of the directory.",
    discussion: """
      It shows the account and the people beside each other, and asks. usher never gives an \
      account to another person by itself; this does it on purpose.
      """)

  @Argument(help: "The app.") var app: String

  @Argument(help: "The username.") var user: String

  @Argument(help: "The account's id in the app, or its userName if only one has it.")
  var account: String

  @OptionGroup var options: Options

  func run() async throws {
    let composition = try Composition(options)
    let proposal = try await composition.engine.linking.proposeLink(
      app, user: user, account: account)
    LinkText.show(proposal, options)
    let earlier = proposal.holder ?? proposal.former
    let from = earlier.map {
      "that \(proposal.holder == nil ? "was" : "is") \(LinkText.name($0))'s "
    }
    try options.confirm(
      "This will give the account \(LinkText.name(proposal)) \(from ?? "")to \(proposal.user.map(LinkText.name) ?? user)."
    )
    let results = try await composition.use { try $0.linking.link(proposal) }
    LinkText.tell(proposal, "linked to \(proposal.user.map(LinkText.name) ?? user)", options)
    Words.tell(results, isQuiet: options.quiet)
  }
}

/// Takes an account from a user by hand.
struct Unlink: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlink",
    abstract: "Takes the account of an app from a user; in the app it stays as it is.",
    discussion: "usher does not link it again by itself; usher link does.")

  @Argument(help: "The app.") var app: String

  @Argument(help: "The username, also of someone who left.") var user: String

  @OptionGroup var options: Options

  func run() async throws {
    let composition = try Composition(options)
    let proposal = try composition.engine.linking.proposeUnlink(app, user: user)
    LinkText.show(proposal, options)
    try options.confirm(
      "This will take the account \(LinkText.name(proposal)) from \(proposal.holder.map(LinkText.name) ?? user)."
    )
    let results = try await composition.use { try $0.linking.unlink(proposal) }
    LinkText.tell(proposal, "unlinked", options)
    Words.tell(results, isQuiet: options.quiet)
  }
}

/// An account and its people as text.
private enum LinkText {
  static func name(_ person: KnownPerson) -> String {
    "\(person.user.username.visible) (\(PersonWords.name(person.user, person.keys).visible))"
  }

  static func name(_ proposal: LinkProposal) -> String {
    "\(userName(proposal).visible) (id \(proposal.remoteID.visible))"
  }

  /// The account and the people beside each other, a line each.
  static func show(_ proposal: LinkProposal, _ options: Options) {
    guard !options.isForPrograms, !options.quiet else { return }
    let account = proposal.account
    var rows = [
      ["", "USERNAME", "NAME", "EMAIL", "KEYS", "STATUS"],
      [
        "ACCOUNT", userName(proposal), account["displayName"]?.scalarText ?? "",
        account.values(at: "emails.value").first?.scalarText ?? "",
        account["externalId"]?.scalarText ?? "",
        account["active"]?.bool == false ? "inactive" : "active",
      ],
    ]
    for (role, person) in proposal.people {
      let user = person.user
      let names = ["firstname", "lastname"].compactMap { user.attributes[$0] }
      rows.append([
        role, user.username, names.joined(separator: " "), user.attributes["email"] ?? "",
        person.keys.values.sorted { $0.key < $1.key }.map(\.value).joined(separator: ", "),
        person.isDeleted ? "left" : user.status.rawValue,
      ])
    }
    for line in columns(rows) { Streams.standardError(line) }
  }

  static func tell(_ proposal: LinkProposal, _ what: String, _ options: Options) {
    guard options.isForPrograms else {
      return options.say("\(proposal.app.visible): the account \(name(proposal)) is \(what)")
    }
    Streams.json([
      "app": .string(proposal.app), "account": .string(proposal.remoteID),
      "userName": .string(userName(proposal)), "from": username(proposal.holder),
      "to": username(proposal.user),
    ])
  }

  private static func userName(_ proposal: LinkProposal) -> String {
    proposal.account["userName"]?.scalarText ?? ""
  }

  private static func username(_ person: KnownPerson?) -> JSONValue {
    person.map { .string($0.user.username) } ?? .null
  }

  private static func columns(_ rows: [[String]]) -> [String] {
    let rows = rows.map { $0.map(\.visible) }
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.indices.map { column in
        row[column] + String(repeating: " ", count: widths[column] - row[column].count)
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }
}
