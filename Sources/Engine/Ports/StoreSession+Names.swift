import Text
import Provisioning

/// How many users, tasks or rows are read from the store together.
enum StorePage {
  static let size = 500
}

extension Store {
  /// The app of this name, ignoring case, or of this key.
  func app(named name: String) throws -> AppRecord {
    try read { try $0.existingApp(named: name) }
  }
}

extension StoreSession {
  /// The app of this name, ignoring case, or of this key.
  func existingApp(named name: String) throws -> AppRecord {
    let apps = try apps.all()
    let key = name.lowercased()
    if let app = apps.first(where: { $0.name.lowercased() == key || String($0.id) == name }) {
      return app
    }
    throw EngineError.unknownApp(name, known: apps.map(\.name))
  }

  /// The user of this name or key.
  func existingUser(named name: String) throws -> StoredUser {
    guard let user = try userIfThere(named: name) else { throw EngineError.unknownUser(name) }
    return user
  }

  /// The user of this name or key; `nil` where there is none. A store that cannot be read is an error.
  func userIfThere(named name: String) throws -> StoredUser? {
    if let user = try directory.user(named: name) { return user }
    guard let id = UserID(name), let user = try directory.users([id]).first, !user.isDeleted else {
      return nil
    }
    return user
  }

  /// The user of this name, one who was taken out of the directory as well: leavers are whom an
  /// admin lets go.
  func anyone(named name: String) throws -> StoredUser {
    do {
      return try existingUser(named: name)
    } catch let error as EngineError {
      guard let leaver = try directory.leaver(named: name) else { throw error }
      return leaver
    }
  }

  /// The directory source of this name, ignoring case, or of this key.
  func existingSource(named name: String) throws -> SourceRecord {
    let sources = try sources.all()
    guard
      let source = sources.first(where: { $0.name.isSame(as: name) || String($0.id) == name })
    else { throw EngineError.unknownSource(name, known: sources.map(\.name)) }
    return source
  }
}
