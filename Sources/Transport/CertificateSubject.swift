/// Whom a certificate names as its subject (RFC 5280, section 4.1).
enum CertificateSubject {
  /// The last common name of the subject; `nil` where it has none, or the bytes are no certificate.
  static func commonName(of der: [UInt8]) -> String? {
    var fields = Element(der[...])?.children?.first?.children ?? []
    // A version is there in all but the oldest.
    if fields.first?.tag == 0xA0 { fields.removeFirst() }
    // Serial number, algorithm, issuer and validity stand before the subject.
    guard fields.count > 4, let names = fields[4].children else { return nil }
    let parts = names.flatMap { $0.children ?? [] }.compactMap(\.children)
    let common = parts.last {
      $0.count == 2 && $0[0].tag == 6 && $0[0].bytes.elementsEqual(identifier)
    }
    return common.flatMap { String(validating: $0[1].bytes, as: UTF8.self) }
  }

  /// 2.5.4.3 (X.520).
  private static let identifier: [UInt8] = [0x55, 0x04, 0x03]

  /// One element of DER (X.690): a tag, a length and so many bytes.
  private struct Element {
    let tag: UInt8
    let bytes: ArraySlice<UInt8>
    /// What comes behind it.
    let rest: ArraySlice<UInt8>

    init?(_ input: ArraySlice<UInt8>) {
      guard input.count > 1, let tag = input.first else { return nil }
      let first = input[input.startIndex + 1]
      var start = input.startIndex + 2
      var length = Int(first)
      if first >= 0x80 {
        let digits = Int(first & 0x7F)
        guard (1...4).contains(digits), input.endIndex - start >= digits else { return nil }
        length = input[start..<start + digits].reduce(0) { $0 << 8 | Int($1) }
        start += digits
      }
      guard length <= input.endIndex - start else { return nil }
      self.tag = tag
      bytes = input[start..<start + length]
      rest = input[(start + length)...]
    }

    /// What it is made of; `nil` where that cannot be read.
    var children: [Element]? {
      var children: [Element] = []
      var left = bytes
      while !left.isEmpty {
        guard let element = Element(left) else { return nil }
        children.append(element)
        left = element.rest
      }
      return children
    }
  }
}
