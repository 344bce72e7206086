import Foundation
import Host
import Provisioning
import Storage

/// Where a command's store is, before anything of it is opened.
struct StorePlace {
  let home: Home
  let file: String
  let head: HeadFile

  /// The place that the options and the environment name.
  ///
  /// - Parameter makes: whether a missing home is made.
  init(_ options: Options, makes: Bool = true) throws {
    let environment = ProcessInfo.processInfo.environment
    home = try Home(options.home, environment: environment, makes: makes)
    file = try Self.path(
      options.store ?? environment["USHER_STORE"].flatMap { $0.isEmpty ? nil : $0 }, home)
    head = HeadFile(home: home, store: file)
  }

  /// Refuses a store that was cut to nothing, over which a new one would be made.
  func refuseEmptied() throws {
    var status = stat()
    guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size == 0,
      let head = try head.read()
    else { return }
    throw Failure(
      "the store \(file) is empty, and its audit log had \(head.entries) entries; restore a backup, or remove \(self.head.path) to start over",
      code: "store-emptied")
  }

  private static func path(_ url: String?, _ home: Home) throws -> String {
    guard let url else { return home.storeFile }
    if url.hasPrefix("sqlite://"), url.dropFirst(9).hasPrefix("/") {
      return String(url.dropFirst(9))
    }
    if url.hasPrefix("postgres") {
      throw Failure("PostgreSQL is not supported yet; use sqlite:///PATH", code: "not-a-store")
    }
    throw Failure("\(url) is not a store; write sqlite:///PATH", code: "not-a-store")
  }
}
