import CPostgreSQL
import Foundation

/// Where a PostgreSQL store is, as its URL says it, and how usher connects to it.
///
/// What decides over trust is set here, and never by the environment. A password is no part of it: it
/// comes from `PGPASSWORD` or from a password file.
public struct PostgreSQLPlace: Sendable, Hashable {
  /// The parameters that the URL names, of those that may stand in it.
  private let parameters: [String: String]

  /// What may stand in a URL, beside host, port, user and database.
  private static let known: Set<String> = [
    "host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl",
    "connect_timeout", "target_session_attrs",
  ]

  /// Reads a URL.
  ///
  /// - Throws: ``StoreError`` where it cannot be read, names a password, or sets what is usher's to set.
  public init(_ url: String) throws(StoreError) {
    var reason: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(url, &reason) else {
      PQfreemem(reason)
      throw StoreError(
        sentence:
          "the store's URL cannot be read; write postgresql://USER@HOST/DATABASE?sslmode=verify-full",
        code: "not-a-store")
    }
    defer { PQconninfoFree(options) }
    var found: [String: String] = [:]
    var option = options
    while let name = option.pointee.keyword {
      if let value = option.pointee.val { found[String(cString: name)] = String(cString: value) }
      option += 1
    }
    if found["password"] != nil || found["sslpassword"] != nil {
      throw StoreError(
        sentence:
          "a password in the store's URL would be seen by everyone on this host; leave it out, and give it by PGPASSWORD or a password file (PGPASSFILE)",
        code: "password-in-url")
    }
    if let odd = found.keys.filter({ !Self.known.contains($0) }).min() {
      throw StoreError(
        sentence:
          "the store's URL sets \(odd), which usher sets itself; it takes \(Self.known.subtracting(["host", "port", "user", "dbname"]).sorted().joined(separator: ", "))",
        code: "not-a-store")
    }
    parameters = found
    up_forget_environment()
  }

  /// Whether a store's URL is one of PostgreSQL's.
  public static func isMeant(by url: String) -> Bool {
    url.hasPrefix("postgresql:") || url.hasPrefix("postgres:")
  }

  /// The place in a few words: `usher at db1.example,db2.example`.
  public var words: String {
    let hosts = parameters["host"] ?? "this host"
    return "\(parameters["dbname"] ?? parameters["user"] ?? "the database") at \(hosts)"
  }

  /// What no two stores share: hosts, ports, database.
  public var identity: String {
    ["host", "port", "dbname", "user"].map { parameters[$0] ?? "" }.joined(separator: "/")
  }

  /// Whether everything stays on this host: a socket, or the loopback alone.
  private var isLocal: Bool {
    let hosts = (parameters["host"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
    return hosts.allSatisfy { host in
      host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@")
        || ["127.0.0.1", "::1", "localhost"].contains(host)
    }
  }

  /// Opens a connection. Waits for the server.
  func connect() -> OpaquePointer? {
    var settings = parameters
    let mode = settings["sslmode"] ?? (isLocal ? "prefer" : "verify-full")
    settings["sslmode"] = mode
    if mode.hasPrefix("verify"), settings["sslrootcert"] == nil {
      settings["sslrootcert"] = Self.systemAuthorities
    }
    settings["application_name"] = "usher (\(NSUserName()) at \(ProcessInfo.processInfo.hostName))"
    settings["client_encoding"] = "UTF8"
    settings["gssencmode"] = "disable"
    settings["channel_binding"] = "prefer"
    settings["ssl_min_protocol_version"] = "TLSv1.2"
    settings["target_session_attrs"] = settings["target_session_attrs"] ?? "read-write"
    settings["connect_timeout"] = settings["connect_timeout"] ?? "10"
    settings["tcp_user_timeout"] = "15000"
    settings["keepalives_idle"] = "10"
    settings["keepalives_interval"] = "5"
    settings["keepalives_count"] = "3"
    let names = Array(settings.keys)
    return Self.withTexts(names) { names in
      Self.withTexts(Array(settings.values)) { values in PQconnectdbParams(names, values, 0) }
    }
  }

  /// Gives texts to libpq as a list that ends with NULL.
  private static func withTexts<Result>(
    _ texts: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies.map { UnsafePointer($0) } + [nil])
  }

  /// Where distributions keep the authorities that the system trusts; the first that is there.
  private static var systemAuthorities: String {
    let files = [
      "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]
    return files.first { FileManager.default.fileExists(atPath: $0) } ?? files[0]
  }
}
