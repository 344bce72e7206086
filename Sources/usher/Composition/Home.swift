import Foundation

/// The folder that holds the store and the audit log's head; only its owner may look into it.
struct Home {
  let path: String

  /// The folder that the options and the environment name, made where it is missing.
  init(_ named: String?, environment: [String: String]) throws {
    if let named {
      path = URL(fileURLWithPath: named).path
    } else if let home = environment["USHER_HOME"], !home.isEmpty {
      path = URL(fileURLWithPath: home).path
    } else if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      path = state + "/usher"
    } else if let home = environment["HOME"], !home.isEmpty {
      path = home + "/.local/state/usher"
    } else {
      throw Failure("there is no place for the state: name one with --home")
    }
    try make()
  }

  /// The store's file.
  var storeFile: String { path + "/usher.db" }

  private func make() throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw Failure("\(path) is no folder; name another --home") }
      return
    }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure("the folder \(path) cannot be made; check the rights of the one above it")
    }
  }
}
