public import Provisioning

/// Keeps secrets that were typed, each in a place of its own that settings name.
public protocol SecretKeeper: Sendable {
  /// Writes a secret down where nothing reads it yet; the one that is kept for the app stays.
  func draft(_ secret: String, for app: String) throws -> any SecretDraft
}

/// A secret that is written down and not kept yet.
public protocol SecretDraft: Sendable {
  /// Where it is once it is kept.
  var source: TokenSource { get }

  /// Puts it in its place, over the one that is there.
  func keep() throws

  /// Takes it away.
  func discard()
}
