import Text
import Directories
import Engine
import Foundation
import Host
import LDAP
import Provisioning
import SCIM
import Transport

/// Opens the directory sources that the configuration names: a line for each kind.
struct Sources: SourceOpener {
  let store: any Store
  let environment: [String: String]

  func source(for definition: SourceDefinition) throws -> any DirectorySource {
    switch definition.kind {
    case .file:
      let columns = try store.read { try $0.settings.directorySettings() }.columns
      return FileDirectory(definition, columns: columns)
    case .ldap, .activeDirectory:
      return LDAPDirectory(
        definition, systemCAFile: Self.systemCAFile, password: try password(of: definition)
      ) { CertificateReason.words($0, host: $1) }
    case .oneLogin:
      return OneLoginDirectory(
        OneLoginSettings(definition),
        transport: try worded { try door(to: definition).transport() },
        pause: OneLoginDoor.pause)
    case .scim: return try worded { try provider(definition) }
    }
  }
}

extension Sources {
  /// Where distributions keep the authorities that the system trusts; the first that is there.
  private static var systemCAFile: String {
    let files = [
      "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]
    return files.first { FileManager.default.fileExists(atPath: $0) } ?? files[0]
  }

  private func password(of definition: SourceDefinition) throws -> LDAPDirectory.Secret {
    guard let bind = definition.bind else { return { () throws(SourceProblem) in [] } }
    let resolver = TokenResolver(environment: try visible(to: bind.password))
    return { () async throws(SourceProblem) in
      do throws(TokenError) {
        return try await resolver.password(bind.password).reveal()
      } catch {
        throw SourceProblem(
          .configuration,
          error.message.replacingOccurrences(of: "the token ", with: "the password "))
      }
    }
  }

  private func provider(_ definition: SourceDefinition) throws -> any DirectorySource {
    let transport = try ClientTransport(
      baseURL: definition.location,
      tokens: try definition.token.map {
        TokenProvider(source: $0, resolver: TokenResolver(environment: try visible(to: $0)))
      }, timeout: definition.timeout ?? 30, concurrency: 4, caFile: definition.caFile,
      setting: "url", version: Usher.version)
    return try SCIMDirectory(definition, transport: transport, time: SystemTime())
  }

  /// What keeps a transport from being made is wrong in the source's settings.
  private func worded<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as TransportError {
      throw SourceProblem(.configuration, Complaint.lines(of: error).joined(separator: "; "))
    }
  }

  func visible(to source: TokenSource) throws -> [String: String] {
    try SecretVariables.visible(to: source, of: environment, in: store)
  }
}

/// A file without a name, which goes with the process.
final class SpoolFile: SourceSpool {
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private static let chunk = 1 << 18

  init() throws {
    guard let descriptor = NamelessFile.open(for: "reading") else {
      throw Failure(
        "no file can be made in \(NSTemporaryDirectory()), where readings are kept aside; make room, or set TMPDIR"
      )
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func add(_ line: [UInt8]) throws {
    buffer += line
    buffer.append(0x0A)
    if buffer.count > Self.chunk { try flush() }
  }

  func clear() throws {
    buffer = []
    try handle.truncate(atOffset: 0)
  }

  func each(_ body: ([UInt8]) throws -> Void) throws {
    try flush()
    try handle.seek(toOffset: 0)
    var rest: [UInt8] = []
    while let data = try handle.read(upToCount: Self.chunk), !data.isEmpty {
      rest += data
      var start = rest.startIndex
      while let end = rest[start...].firstIndex(of: 0x0A) {
        try body(Array(rest[start..<end]))
        start = end + 1
      }
      rest.removeSubrange(..<start)
    }
    try handle.seekToEnd()
  }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    do {
      try handle.write(contentsOf: Data(buffer))
    } catch {
      throw Failure(
        "the reading cannot be kept aside in \(NSTemporaryDirectory()): the disk is full; make room, or set TMPDIR"
      )
    }
    buffer = []
  }
}
