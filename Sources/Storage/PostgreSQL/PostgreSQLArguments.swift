import CPostgreSQL

/// The arguments of one execution, as libpq takes them: each as text that ends with a NUL.
struct PostgreSQLArguments {
  /// The types, of which PostgreSQL finds out those that are 0.
  private(set) var kinds: [Oid] = []
  private var bytes: [CChar] = []
  /// Where each begins; -1 for none.
  private var starts: [Int] = []

  init(_ arguments: Arguments) {
    kinds.reserveCapacity(arguments.count)
    starts.reserveCapacity(arguments.count)
    for argument in arguments {
      guard let argument else {
        kinds.append(0)
        starts.append(-1)
        continue
      }
      kinds.append(argument.kind)
      starts.append(bytes.count)
      argument.write(to: &bytes)
      bytes.append(0)
    }
  }

  /// Gives the values to libpq.
  func withValues<Result>(
    _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBufferPointer { bytes in
      let values = starts.map { $0 < 0 ? nil : bytes.baseAddress?.advanced(by: $0) }
      return try values.withUnsafeBufferPointer { try body(Int32(values.count), $0.baseAddress) }
    }
  }
}

/// A value that goes into a statement of PostgreSQL.
protocol PostgreSQLArgument {
  /// Its type.
  var kind: Oid { get }

  /// Writes it as text.
  func write(to bytes: inout [CChar])
}

extension [CChar] {
  /// Appends a text up to its first NUL: no text of PostgreSQL holds one.
  mutating func append(text: String) {
    for byte in text.utf8 {
      if byte == 0 { return }
      append(CChar(bitPattern: byte))
    }
  }
}

extension Int64: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.bigInteger }
  func write(to bytes: inout [CChar]) { bytes.append(text: String(self)) }
}

extension Int: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.bigInteger }
  func write(to bytes: inout [CChar]) { bytes.append(text: String(self)) }
}

extension Bool: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.bigInteger }
  func write(to bytes: inout [CChar]) { bytes.append(text: self ? "1" : "0") }
}

extension Double: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.double }
  func write(to bytes: inout [CChar]) {
    bytes.append(text: isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : String(self))
  }
}

extension String: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.text }
  func write(to bytes: inout [CChar]) { bytes.append(text: self) }
}
