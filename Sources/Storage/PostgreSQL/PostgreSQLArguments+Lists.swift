import CPostgreSQL
import Text

extension JSONValue: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.text }
  func write(to bytes: inout [CChar]) { bytes.append(text: text) }
}

extension KeyList: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.bigIntegerArray }
  func write(to bytes: inout [CChar]) { bytes.append(text: "{\(text.dropFirst().dropLast())}") }
}

extension TextList: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.textArray }

  func write(to bytes: inout [CChar]) {
    bytes.append(text: "{")
    for (place, text) in texts.enumerated() {
      bytes.append(text: place == 0 ? "\"" : ",\"")
      for byte in text.utf8 {
        if byte == 0 { break }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
          bytes.append(CChar(bitPattern: UInt8(ascii: "\\")))
        }
        bytes.append(CChar(bitPattern: byte))
      }
      bytes.append(text: "\"")
    }
    bytes.append(text: "}")
  }
}

extension TextsByName: PostgreSQLArgument {
  var kind: Oid { PostgreSQLCell.Kind.text }
  func write(to bytes: inout [CChar]) { bytes.append(text: text) }
}
