import CPostgreSQL

/// One column of one row of an answer, as PostgreSQL wrote it: always as text.
struct PostgreSQLCell {
  private let answer: OpaquePointer
  private let line: Int32
  private let place: Int32

  init(_ answer: OpaquePointer, line: Int32, at place: Int32) {
    self.answer = answer
    self.line = line
    self.place = place
  }

  /// The numbers that PostgreSQL's own types have for ever.
  enum Kind {
    static let boolean: Oid = 16
    static let bigInteger: Oid = 20
    static let smallInteger: Oid = 21
    static let integer: Oid = 23
    static let text: Oid = 25
    static let single: Oid = 700
    static let double: Oid = 701
    static let unknown: Oid = 705
    static let textArray: Oid = 1009
    static let bigIntegerArray: Oid = 1016
    static let numeric: Oid = 1700
  }

  /// How many columns the rows of an answer have.
  static func count(of answer: OpaquePointer) -> Int { Int(PQnfields(answer)) }

  /// The name of a column.
  static func name(of answer: OpaquePointer, at place: Int32) -> UnsafePointer<CChar>? {
    PQfname(answer, place).map { UnsafePointer($0) }
  }

  var isEmpty: Bool { PQgetisnull(answer, line, place) != 0 }

  /// What stands there, of whatever kind.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: PQgetvalue(answer, line, place), count: Int(PQgetlength(answer, line, place)))
  }

  private var text: String { String(decoding: bytes, as: UTF8.self) }

  private var kind: Oid { PQftype(answer, place) }

  /// A whole number; a truth is 1 or 0. `nil` for anything else.
  var integer: Int64? {
    guard !isEmpty else { return nil }
    switch kind {
    case Kind.bigInteger, Kind.integer, Kind.smallInteger, Kind.numeric: return Int64(text)
    case Kind.boolean: return bytes.first == UInt8(ascii: "t") ? 1 : 0
    default: return nil
    }
  }

  /// A number; `nil` for anything else.
  var double: Double? {
    guard !isEmpty else { return nil }
    switch kind {
    case Kind.double, Kind.single, Kind.bigInteger, Kind.integer, Kind.smallInteger, Kind.numeric:
      return Double(text)
    default: return nil
    }
  }

  /// A text; `nil` for anything else.
  var string: String? {
    guard isText else { return nil }
    return text
  }

  var isText: Bool { !isEmpty && (kind == Kind.text || kind == Kind.unknown) }
}
