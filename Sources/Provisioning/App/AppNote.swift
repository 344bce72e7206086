/// Something to say about a place of an app's definition, beside it in the configuration file.
public struct AppNote: Sendable, Hashable {
  /// A place of an app's definition.
  public enum Place: Sendable, Hashable {
    case app
    case connection
    case provisioning
    case parameters
    /// One parameter, by its path.
    case parameter(String)
    case rules
    /// One rule, by its name.
    case rule(String)
    /// Behind everything.
    case end
  }

  /// What stands before a note that somebody has to decide about. A file that has one takes no app
  /// whose provisioning is enabled.
  public static let mark = "TAKE-OVER:"

  /// Where it stands.
  public var place: Place
  /// What it says, on one line.
  public var text: String
  /// Whether somebody has to decide before the app may be provisioned.
  public var isOpen: Bool

  /// A note.
  public init(_ place: Place, _ text: String, isOpen: Bool) {
    self.place = place
    self.text = text
    self.isOpen = isOpen
  }

  /// The note as a comment says it.
  public var comment: String { isOpen ? "\(Self.mark) \(text)" : text }
}
