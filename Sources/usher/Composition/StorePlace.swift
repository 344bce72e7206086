import Engine
import Foundation
import Host
import Provisioning
import Storage

/// Where a command's store is, before anything of it is opened.
struct StorePlace {
  /// The kinds of stores that there are.
  private enum Address {
    case file(String)
    case server(PostgreSQLPlace)
  }

  let home: Home
  let head: HeadFile
  private let address: Address

  /// The place that the options and the environment name.
  ///
  /// - Parameters:
  ///   - url: the store, where it is another one than they name.
  ///   - makes: whether a missing home is made.
  init(_ options: Options, store url: String? = nil, makes: Bool = true) throws {
    let environment = ProcessInfo.processInfo.environment
    home = try Home(options.home, environment: environment, makes: makes)
    address = try Self.address(
      url ?? options.store ?? environment["USHER_STORE"].flatMap { $0.isEmpty ? nil : $0 }, home)
    head =
      switch address {
      case .file(let file): HeadFile(home: home, store: file)
      case .server(let place): HeadFile(home: home, server: place.identity)
      }
  }

  /// The store in words.
  var words: String {
    switch address {
    case .file(let file): file
    case .server(let place): place.words
    }
  }

  /// How large the store is on disk, in bytes, with what is not yet in its file; `nil` where it has no
  /// file here.
  var size: Double? {
    guard case .file(let file) = address else { return nil }
    let sizes = ["", "-wal"].compactMap { suffix in
      let values = try? FileManager.default.attributesOfItem(atPath: file + suffix)
      return (values?[.size] as? NSNumber)?.doubleValue
    }
    return sizes.isEmpty ? nil : sizes.reduce(0, +)
  }

  /// Opens the store, and makes it where there is none.
  func open() throws -> any StoreCare {
    switch address {
    case .file(let file): try SQLiteStore(path: file)
    case .server(let place): try PostgreSQLStore(place)
    }
  }

  /// Opens a store that is there, for reading alone.
  func openToRead() throws -> any StoreCare {
    switch address {
    case .file(let file): try SQLiteStore(reading: file)
    case .server(let place): try PostgreSQLStore(reading: place)
    }
  }

  /// Refuses a store that was cut to nothing, over which a new one would be made.
  func refuseEmptied() throws {
    guard case .file(let file) = address else { return }
    var status = stat()
    guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size == 0,
      let head = try head.read()
    else { return }
    throw Failure(
      "the store \(file) is empty, and its audit log had \(head.entries) entries; restore a backup, or remove \(self.head.path) to start over",
      code: "store-emptied")
  }

  /// Whether two places are one store.
  func isSame(as other: StorePlace) -> Bool {
    switch (address, other.address) {
    case (.file(let one), .file(let other)):
      URL(fileURLWithPath: one).resolvingSymlinksInPath()
        == URL(fileURLWithPath: other).resolvingSymlinksInPath()
    case (.server(let one), .server(let other)): one.identity == other.identity
    case (.file, .server), (.server, .file): false
    }
  }

  private static func address(_ url: String?, _ home: Home) throws -> Address {
    guard let url else { return .file(home.storeFile) }
    if url.hasPrefix("sqlite://"), url.dropFirst(9).hasPrefix("/") {
      return .file(String(url.dropFirst(9)))
    }
    if PostgreSQLPlace.isMeant(by: url) { return .server(try PostgreSQLPlace(url)) }
    throw Failure(
      "\(url) is not a store; write sqlite:///PATH or postgresql://USER@HOST/DATABASE",
      code: "not-a-store")
  }
}
