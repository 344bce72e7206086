/// What usher found out about an app by its answers and keeps for later runs.
public struct LearnedWays: Sendable, Hashable, Codable {
  /// Whether a change must name the version of what it changes (`If-Match`).
  public var wantsVersions = false
  /// Whether the app ever took a PATCH of an account.
  public var takesPatch = false

  /// Nothing yet.
  public init() {}

  /// What an older version kept lacks what is newer.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    wantsVersions = try values.decodeIfPresent(Bool.self, forKey: .wantsVersions) ?? false
    takesPatch = try values.decodeIfPresent(Bool.self, forKey: .takesPatch) ?? false
  }
}
