import CLDAP
import Foundation
import Provisioning

/// Where and how a server is reached.
struct LDAPServer: Sendable, Hashable {
  /// `ldaps://HOST[:PORT]`, or `ldap://HOST[:PORT]`, which is encrypted before anything is sent.
  var url: String
  /// The authorities that are trusted, in PEM.
  var caFile: String
  /// The certificate that usher shows and its key, in PEM; `nil` for none.
  var identity: ClientCertificate?
  /// How long one answer may take, in seconds.
  var timeout: Double

  /// Whether the ticket of the bind encrypts the connection, in place of StartTLS.
  var isSealed = false

  var isEncryptedAtOnce: Bool { url.lowercased().hasPrefix("ldaps:") }

  /// The host without brackets, and the port.
  var endpoint: (host: String, port: Int) {
    let place = url.drop { $0 != "/" }.dropFirst(2)
    let usual = isEncryptedAtOnce ? 636 : 389
    if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
      let port = place[place.index(after: end)...].dropFirst()
      return (String(place[place.index(after: place.startIndex)..<end]), Int(port) ?? usual)
    }
    let parts = place.split(separator: ":", maxSplits: 1)
    return (String(parts.first ?? ""), parts.count > 1 ? Int(parts[1]) ?? usual : usual)
  }
}

/// One connection to a server. Its calls block, and run on a thread of their own.
actor LDAPSession: LDAPDoor {
  private let server: LDAPServer
  private let connection: Connection
  private let executor = BlockingExecutor(name: "usher.ldap")

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// How many entries a page has: what every server takes.
  static let pageSize: Int32 = 500

  /// A connection that is not open yet.
  ///
  /// - Throws: `LDAPFailure` where the authorities' file cannot be used.
  init(_ server: LDAPServer) throws {
    self.server = server
    connection = try Connection(server, verifies: true)
  }

  /// Connects and encrypts; nothing is sent before. Where the bind encrypts, it only connects.
  func open() throws {
    let stage: LDAPFailure.Stage = server.isEncryptedAtOnce ? .open : .encrypt
    let code = connection.encrypt()
    guard code == LDAPCode.success else { throw failure(code, stage) }
  }

  /// The certificate that a server shows whose connection was refused, in DER; nothing is sent to it.
  func refusedCertificate() -> [UInt8]? {
    guard let probe = try? Connection(server, verifies: false),
      probe.encrypt() == LDAPCode.success
    else { return nil }
    var length = 0
    guard let bytes = ul_certificate(probe.handle, &length), length > 0 else { return nil }
    return Array(UnsafeBufferPointer(start: bytes, count: length))
  }

  func bind(_ dn: String, _ password: [UInt8]) throws {
    let code = password.withUnsafeBytes { bytes in
      ul_bind(
        connection.handle, dn, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    guard code == LDAPCode.success else { throw failure(code, .bind) }
  }

  /// Binds without a password.
  func bind(_ mechanism: SourceSASL) throws {
    let code =
      switch mechanism {
      case .external: ul_bind_external(connection.handle)
      case .gssapi: ul_bind_gssapi(connection.handle, server.isSealed)
      }
    guard code == LDAPCode.success else { throw failure(code, .bind) }
  }

  func page(_ search: LDAPSearch, after cookie: [UInt8]?) throws -> LDAPPage {
    try ask(search, pages: Self.pageSize, cookie ?? [])
  }

  func entry(_ search: LDAPSearch) throws -> LDAPEntry? {
    do {
      return try ask(search, pages: 0, []).entries.first
    } catch let failure as LDAPFailure where failure.code == LDAPCode.noSuchObject {
      return nil
    }
  }

  private func ask(_ search: LDAPSearch, pages: Int32, _ cookie: [UInt8]) throws -> LDAPPage {
    var attributes = search.attributes.map { UnsafePointer(strdup($0)) } + [nil]
    defer { for attribute in attributes { free(UnsafeMutablePointer(mutating: attribute)) } }
    var answer: OpaquePointer?
    let code = ul_search(
      connection.handle, search.base, search.scope.rawValue, search.filter, &attributes, pages,
      cookie, cookie.count, server.timeout, &answer)
    guard let answer else { throw failure(code, .search(base: search.base)) }
    defer { ul_page_free(answer) }
    guard code == LDAPCode.success else { throw failure(code, .search(base: search.base)) }
    var page = LDAPPage(references: Int(ul_page_references(answer)))
    if pages > 0 {
      var bytes: UnsafePointer<UInt8>?
      var length = 0
      guard ul_page_goes_on(answer, &bytes, &length) else {
        // A server that says nothing of pages may have sent the first of many.
        throw failure(LDAPCode.unavailableExtension, .search(base: search.base))
      }
      if length > 0 { page.cookie = Array(UnsafeBufferPointer(start: bytes, count: length)) }
    }
    while ul_page_next(answer) { page.entries.append(try entry(answer, search)) }
    return page
  }

  private func entry(_ page: OpaquePointer, _ search: LDAPSearch) throws -> LDAPEntry {
    guard let dn = ul_entry_dn(page) else {
      throw LDAPFailure(
        code: LDAPCode.partial, text: "an entry has no readable name",
        stage: .search(base: search.base))
    }
    var entry = LDAPEntry(dn: String(cString: dn), values: [:])
    while let attribute = ul_entry_attribute(page) {
      let name = String(cString: attribute).lowercased()
      entry.values[name] = (0..<ul_values(page)).map { index in
        var length = 0
        let bytes = ul_value(page, index, &length)
        return Array(UnsafeBufferPointer(start: bytes, count: length))
      }
    }
    return entry
  }

  private func failure(_ code: Int32, _ stage: LDAPFailure.Stage) -> LDAPFailure {
    LDAPFailure(
      code: code, text: String(cString: ul_message(connection.handle)), stage: stage)
  }
}

/// The library's handle, closed with its last owner.
private final class Connection {
  let handle: OpaquePointer
  private let startsTLS: Bool

  init(_ server: LDAPServer, verifies: Bool) throws {
    var made: OpaquePointer?
    let identity = verifies ? server.identity : nil
    let code = ul_new(
      server.url, server.caFile, identity?.certificate, identity?.key, verifies, server.timeout,
      &made)
    guard let made else { throw LDAPFailure(code: code, text: "", stage: .open) }
    handle = made
    startsTLS = !server.isEncryptedAtOnce && !server.isSealed
    guard code == LDAPCode.success else { throw LDAPFailure(code: code, text: "", stage: .open) }
  }

  deinit { ul_free(handle) }

  func encrypt() -> Int32 { startsTLS ? ul_start_tls(handle) : ul_connect(handle) }
}
