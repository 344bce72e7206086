import Foundation

/// The folder that holds the store and the audit log's head; nobody but its owner may change what is
/// in it.
public struct Home: Sendable {
  /// The folder.
  public let path: String

  /// The folder that the options and the environment name, made where it is missing.
  ///
  /// - Parameter makes: whether a missing one is made, with mode 0700.
  /// - Throws: ``HostError`` where there is none, or others could have written to it.
  public init(_ named: String?, environment: [String: String], makes: Bool = true)
    throws(HostError)
  {
    if let named {
      path = URL(fileURLWithPath: named).path
    } else if let home = environment["USHER_HOME"], !home.isEmpty {
      path = URL(fileURLWithPath: home).path
    } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      path = state + "/usher"
    } else if let home = environment["HOME"], !home.isEmpty {
      path = home + "/.local/state/usher"
    } else {
      throw .noHome
    }
    if makes { try Self.make(path) }
    try OwnFile.checkFolder(path)
  }

  /// The store's file.
  public var storeFile: String { path + "/usher.db" }

  /// Makes the folder and those above it that are missing, all closed to others: the mode that new
  /// folders get by themselves may be anything.
  private static func make(_ path: String) throws(HostError) {
    var status = stat()
    if stat(path, &status) == 0 { return }
    let above = (path as NSString).deletingLastPathComponent
    if !above.isEmpty, above != path { try make(above) }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw .folderNotMade(path, diskIsFull: errno == ENOSPC)
    }
  }
}
