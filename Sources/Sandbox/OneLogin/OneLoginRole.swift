/// A role of a tenant: users and the apps that they get by it.
public struct OneLoginRole: Sendable, Hashable {
  /// The key.
  public let id: Int64
  /// What it is called.
  public var name: String
  /// Who holds it, in the order in which they were added.
  public var users: [Int64]
  /// Who is shown with it and does not hold it.
  public var unassigned: [Int64]
  /// Which apps it gives.
  public var apps: [Int64]
  /// Who may give it.
  public var admins: [Int64]
}
