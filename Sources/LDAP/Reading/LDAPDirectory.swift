public import Engine
public import Provisioning
import Synchronization

/// An LDAP server or Active Directory as a source.
public struct LDAPDirectory: DirectorySource {
  /// Where the password is had.
  public typealias Secret = @Sendable () async throws(SourceProblem) -> [UInt8]
  /// Says what is wrong with a certificate in DER that a host showed; `nil` where nothing is seen.
  public typealias CertificateWords = @Sendable (_ der: [UInt8], _ host: String) -> String?

  private let definition: SourceDefinition
  private var server: LDAPServer
  private let password: Secret
  private let certificateWords: CertificateWords
  /// The groups and the suspended of the last reading, for those who are looked up after it.
  private let last = Box()

  /// How long one answer may take where nothing was set, in seconds.
  private static let timeout = 30.0

  /// - Parameters:
  ///   - systemCAFile: the system's authorities, for a definition that names no others.
  ///   - password: fetches the password when it is needed, and not before the connection is encrypted.
  public init(
    _ definition: SourceDefinition, systemCAFile: String, password: @escaping Secret,
    certificateWords: @escaping CertificateWords
  ) {
    self.definition = definition
    server = LDAPServer(
      url: definition.location, caFile: definition.caFile ?? systemCAFile,
      identity: Self.identity(definition), timeout: definition.timeout ?? Self.timeout)
    server.isSealed = definition.sasl == .gssapi && !server.isEncryptedAtOnce
    self.password = password
    self.certificateWords = certificateWords
  }

  /// People are looked up by their keys.
  public var sight: SourceSight { SourceSight(findsByKey: true) }

  /// A server tells of no change by itself.
  public func stamp() async throws -> String? { nil }

  /// Reads the groups, then everyone, or who changed and everyone else in outline, over one connection.
  public func read(
    since mark: String?, _ take: ([SourcePerson]) async throws -> Void
  ) async throws -> SourceReading {
    try await worded {
      let session = try await self.session()
      var reading = LDAPReading(session, definition)
      try await reading.checkNames()
      let stand = try await LDAPStand.read(session, definition.kind)
      try await reading.prepare()
      last.keep(reading)
      var result = SourceReading()
      let known = mark.flatMap { LDAPMark($0) }
      if mark != nil { result.why = stand.refusal(of: known) }
      if let known, result.why == nil {
        try await reading.read(since: known, take)
        result.extent = .outline
      } else {
        try await reading.read(reading.people, take)
      }
      reading.setMark(of: &result, stand)
      result.notes = reading.notes
      return result
    }
  }

  /// Looks people up by their keys, within the same base and filter.
  public func find(_ keys: [String]) async throws -> [SourcePerson] {
    guard var reading = last.reading else { return [] }
    let filters = keys.compactMap(reading.map.filter(key:))
    if filters.isEmpty { return [] }
    return try await worded {
      let session = try await self.session()
      reading = reading.again(through: session)
      var search = reading.people
      search.filter = "(&\(search.filter)(|\(filters.joined())))"
      var found: [SourcePerson] = []
      try await reading.read(search) { found += $0 }
      return found
    }
  }

  // MARK: The connection

  /// A connection that is encrypted and bound.
  func session() async throws -> LDAPSession {
    let session = try LDAPSession(server)
    try await open(session)
    try await bind(session)
    return session
  }

  func open(_ session: LDAPSession) async throws {
    do {
      try await session.open()
    } catch var failure as LDAPFailure {
      if failure.code == LDAPCode.connectError || failure.code == LDAPCode.serverDown,
        let der = await session.refusedCertificate()
      {
        failure.code = LDAPCode.connectError
        failure.certificate = certificateWords(der, server.endpoint.host) ?? ""
      }
      throw failure
    }
  }

  private static func identity(_ definition: SourceDefinition) -> ClientCertificate? {
    switch definition.sasl {
    case .external(let identity)?: identity
    case .gssapi?, nil: nil
    }
  }

  func bind(_ session: LDAPSession) async throws {
    if let mechanism = definition.sasl { return try await session.bind(mechanism) }
    guard let bind = definition.bind else { return }
    let secret = try await password()
    guard !secret.isEmpty else {
      throw SourceProblem(
        .configuration,
        "the password for \(bind.dn) is empty, which many servers take for nobody at all; nothing was sent"
      )
    }
    try await session.bind(bind.dn, secret)
  }

  var words: LDAPWords { LDAPWords(definition: definition, server: server) }

  func worded<Result>(_ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let failure as LDAPFailure {
      throw words.problem(failure)
    }
  }

  // What a proof uses too.
  var source: SourceDefinition { definition }
  var place: LDAPServer { server }

  private final class Box: Sendable {
    private let kept = Mutex<LDAPReading?>(nil)
    var reading: LDAPReading? { kept.withLock { $0 } }
    func keep(_ reading: LDAPReading) { kept.withLock { $0 = reading } }
  }
}
