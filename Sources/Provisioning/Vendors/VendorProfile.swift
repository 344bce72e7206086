/// What is known of one vendor, as data: default parameters, pace, and how its server deviates. An app's
/// `template` names its profile; everything here can be overridden in the app's own settings.
public struct VendorProfile: Sendable, Hashable, Codable {
  /// The name in the configuration file: that of the profile's file.
  public var name: String
  /// What the profile is for, in a few words.
  public var title: String
  /// The default parameters, in the order in which they are sent.
  public var parameters: [Parameter]
  /// Attributes that must have a value beside those that the schema requires, as SCIM paths.
  public var required: [String]
  /// How the server is spoken to.
  public var ways: AppWays
  /// What an admin should know before the first approval.
  public var notes: [String]
  /// Words in an app's name elsewhere by which a take-over recognizes the vendor, in lower case.
  public var recognizedBy: [String]

  /// A profile.
  public init(
    name: String, title: String, parameters: [Parameter], required: [String] = [],
    ways: AppWays = AppWays(), notes: [String] = [], recognizedBy: [String] = []
  ) {
    self.name = name
    self.title = title
    self.parameters = parameters
    self.required = required
    self.ways = ways
    self.notes = notes
    self.recognizedBy = recognizedBy
  }
}
