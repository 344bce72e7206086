/// What the configuration file says of the directory as a whole, beside the apps.
public struct DirectorySettings: Sendable, Hashable {
  /// Which attribute a column of a directory file is, by the column's header. An empty text leaves
  /// the column out.
  public var columns: [String: String]
  /// The attributes that say who a person is, whatever they are called: the first that has a value
  /// is the person's stable key.
  public var identity: [String]
  /// The IANA name of the time zone in which dates are meant; `nil` where none was set.
  public var timeZone: String?

  /// What counts as the stable key where nothing was set.
  public static let defaultIdentity = ["external_id", "employee_id"]

  /// Settings.
  public init(
    columns: [String: String] = [:], identity: [String] = Self.defaultIdentity,
    timeZone: String? = nil
  ) {
    self.columns = columns
    self.identity = identity
    self.timeZone = timeZone
  }
}

extension DirectorySettings: Codable {
  /// Reads settings; what an older version did not store has its default.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      columns: try values.decodeIfPresent([String: String].self, forKey: .columns) ?? [:],
      identity: try values.decodeIfPresent([String].self, forKey: .identity)
        ?? Self.defaultIdentity,
      timeZone: try values.decodeIfPresent(String.self, forKey: .timeZone))
  }
}

extension DirectorySettings {
  /// What a configuration file says of the settings; `nil` for a key that it does not have.
  public struct Change: Sendable, Hashable {
    /// As ``DirectorySettings/columns``.
    public var columns: [String: String]?
    /// As ``DirectorySettings/identity``.
    public var identity: [String]?
    /// As ``DirectorySettings/timeZone``; `.some(nil)` where the file takes it back.
    public var timeZone: String??

    /// Changes nothing.
    public init() {}

    /// Everything of these settings.
    public init(to settings: DirectorySettings) {
      columns = settings.columns
      identity = settings.identity
      timeZone = .some(settings.timeZone)
    }
  }

  /// The settings after a change.
  public func changed(by change: Change) -> DirectorySettings {
    DirectorySettings(
      columns: change.columns ?? columns, identity: change.identity ?? identity,
      timeZone: change.timeZone ?? timeZone)
  }

  /// What is different in other settings, a line each: `KEY: before → after`.
  public func differences(from before: DirectorySettings) -> [String] {
    let headers = Set(columns.keys).union(before.columns.keys).sorted()
    var lines = headers.compactMap { header -> String? in
      let (old, new) = (before.columns[header], columns[header])
      return old == new ? nil : "columns.\(header): \(Self.words(old)) → \(Self.words(new))"
    }
    if identity != before.identity {
      lines.append(
        "identity: [\(before.identity.joined(separator: ", "))] → [\(identity.joined(separator: ", "))]"
      )
    }
    if timeZone != before.timeZone {
      lines.append("time_zone: \(before.timeZone ?? "none") → \(timeZone ?? "none")")
    }
    return lines
  }

  private static func words(_ attribute: String?) -> String {
    attribute.map { $0.isEmpty ? "left out" : $0 } ?? "none"
  }
}
