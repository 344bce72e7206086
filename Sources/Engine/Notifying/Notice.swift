public import Provisioning
public import Text

/// What people are told: how things stand, as counts and commands. No name of a person is in it, and
/// nothing that an app said.
public struct Notice: Sendable, Hashable {
  /// One thing that waits for a person.
  public struct Item: Sendable, Hashable {
    /// What it is.
    public var occasion: NotifySettings.Occasion
    /// The app or the source that it is about.
    public var subject: String
    /// How many tasks or users; `nil` where it is about the app or source itself.
    public var count: Int?
    /// What it is, in a sentence.
    public var sentence: String
    /// The command that decides or shows it.
    public var command: String

    /// What tells that somebody heard of it.
    var key: String { "\(occasion.rawValue) \(command)" }
  }

  /// What tells this notice from every other one.
  public var id: String
  /// When it was made, in seconds since 1970.
  public var at: Double
  /// Everything that waits, what is new among it.
  public var items: [Item]

  /// The notice for programs.
  public var json: JSONValue {
    [
      "id": .string(id), "at": .string(Words.moment(at)),
      "items": .array(
        items.map { item in
          [
            "code": .string(item.occasion.rawValue), "subject": .string(item.subject),
            "count": item.count.map { .integer(Int64($0)) } ?? .null,
            "sentence": .string(item.sentence), "command": .string(item.command),
          ]
        }),
      "text": .string(
        items.map { "\($0.subject): \($0.sentence). \($0.command)" }
          .joined(separator: "\n")),
    ]
  }

  /// The notice as a letter: its subject and its text.
  public var letter: (subject: String, text: String) {
    let first = items.first.map { "\($0.subject): \($0.sentence)" } ?? "nothing waits"
    let more = items.count > 1 ? ", and \(items.count - 1) more" : ""
    let text = items.map { "\($0.subject): \($0.sentence).\n\n    \($0.command)\n" }
    return (
      "usher: \(first)\(more)".visible(upTo: 150), text.joined(separator: "\n")
    )
  }
}

extension AppStatus {
  /// What people are told of the app.
  func items(on occasions: [NotifySettings.Occasion], now: Double) -> [Notice.Item] {
    var items: [Notice.Item] = []
    func add(
      _ occasion: NotifySettings.Occasion, _ count: Int?, _ sentence: String, _ command: String
    ) {
      guard occasions.contains(occasion) else { return }
      items.append(
        Notice.Item(
          occasion: occasion, subject: app.name.visible, count: count, sentence: sentence,
          command: command))
    }
    let name = app.name.quotedForShell
    if app.pause != nil {
      add(
        .paused, nil, "nothing is sent any more, since the app refused everything",
        "usher connection test \(name)")
    }
    let failed = counts[.failed] ?? 0
    if failed > 0 {
      add(
        .failed, failed, "\(Words.count(failed, "task")) failed",
        "usher tasks list --app \(name) --status failed")
    }
    for need in needs {
      switch need {
      case .held(let users): add(.held, users, need.headline, need.command(for: app.name))
      case .decisions(_, let count, _):
        add(.pending, count, need.sentence(now: now), need.command(for: app.name))
      case .idle(let count, _):
        add(.late, count, need.sentence(now: now), need.command(for: app.name))
      case .paused, .unreachable, .disabled, .failures, .reapply, .differences: break
      }
    }
    return items
  }
}
