import CPostgreSQL

/// What PostgreSQL or libpq refused, and with which code.
struct PostgreSQLFailure: Error, Hashable {
  /// The five letters of the SQL standard and of PostgreSQL's manual; `nil` where the connection is
  /// lost, so that nobody gave one.
  var state: String?
  /// Its first line, without the statement.
  var message: String

  /// Whether the connection is gone, and with it the transaction.
  var isLost: Bool { state == nil || state.map { Self.ends.contains($0) } == true }

  /// The server shuts down, crashed, ended this connection, or waited too long for this transaction.
  private static let ends: Set<String> = ["57P01", "57P02", "57P03", "57P05", "25P03", "25P04"]

  init(state: String?, message: String) {
    self.state = state
    self.message = message
  }

  /// What an answer says.
  init(_ answer: OpaquePointer?, _ connection: OpaquePointer) {
    let state = PQresultErrorField(answer, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
    let primary = PQresultErrorField(answer, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
    let isOpen = PQstatus(connection) == CONNECTION_OK
    // A server that goes away says so first; what it says then is no reason of this statement's.
    self.init(
      state: isOpen ? state ?? "XX000" : state.flatMap { Self.ends.contains($0) ? $0 : nil },
      message: primary ?? Self.line(PQerrorMessage(connection)))
  }

  /// What libpq says of a connection that could not be opened.
  init(opening connection: OpaquePointer?) {
    self.init(state: nil, message: Self.line(PQerrorMessage(connection)))
  }

  private static func line(_ text: UnsafePointer<CChar>?) -> String {
    let text = text.map { String(cString: $0) } ?? ""
    let lines = text.split(separator: "\n").map { $0.drop { $0 == "\t" || $0 == " " } }
    return lines.isEmpty ? "no reason given" : lines.joined(separator: "; ")
  }
}
