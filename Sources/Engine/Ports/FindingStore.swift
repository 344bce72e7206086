public import Provisioning

/// What apps were seen to do with the attributes that usher sends them.
public protocol FindingStore {
  /// What was found of an app, by attribute; also what too few accounts showed yet to count.
  func all(_ app: AppID) throws -> [AttributeFinding]

  /// What was found of one attribute, in whatever case it is written.
  func finding(_ app: AppID, path: String) throws -> AttributeFinding?

  /// Stores what was found of an attribute.
  func save(_ finding: AttributeFinding, of app: AppID) throws

  /// Forgets what was found of an attribute.
  func forgetFinding(_ app: AppID, path: String) throws

  /// Forgets of each account of an app that it did not take a value of an attribute.
  func forgetDropped(_ app: AppID, path: String) throws
}

extension FindingStore {
  /// Attributes (SCIM paths) that an app does not keep, as several accounts showed.
  public func attributesNotKept(_ app: AppID) throws -> Set<String> {
    Set(try all(app).filter(\.isLearned).map(\.path))
  }
}
