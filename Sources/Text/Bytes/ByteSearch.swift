import CText

extension [UInt8] {
  /// Where some bytes stand first, at or after a position; `nil` where they do not. Nothing stands
  /// everywhere.
  public func firstPlace(of wanted: [UInt8], from start: Int = 0) -> Int? {
    guard start <= count else { return nil }
    return withUnsafeBytes { bytes in
      wanted.withUnsafeBytes { wanted in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let place = us_find_bytes(rest.baseAddress, rest.count, wanted.baseAddress, wanted.count)
        return place < 0 ? nil : start + place
      }
    }
  }
}
