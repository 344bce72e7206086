import CPostgreSQL

/// What the server answered to one statement. It is there as long as anybody has it.
final class PostgreSQLAnswer: Sendable {
  /// Where libpq keeps it.
  private let address: UInt

  init?(_ result: OpaquePointer?) {
    guard let result else { return nil }
    address = UInt(bitPattern: result)
  }

  deinit { PQclear(pointer) }

  var pointer: OpaquePointer? { OpaquePointer(bitPattern: address) }

  var status: ExecStatusType { PQresultStatus(pointer) }

  /// Whether the statement was carried out.
  var isGood: Bool { status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK }

  /// How many rows the statement changed or gave.
  var changes: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

  /// What was done, such as `UPDATE 1`.
  var command: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  /// How many rows it has.
  var count: Int32 { PQntuples(pointer) }

  /// A row of it, counted from 0; `nil` where it has no such row.
  func row(_ line: Int32) -> CursorRow? {
    guard let pointer, line < count else { return nil }
    return CursorRow(answer: pointer, line: line)
  }
}
