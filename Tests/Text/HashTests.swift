import Text
import Testing

/// SHA-256 by the vectors of FIPS 180-4.
@Suite struct HashTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
        + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func vectors(_ row: (text: String, hash: String)) {
    #expect(SHA256.hex(row.text) == row.hash)
    var hash = SHA256()
    for byte in row.text.utf8 { hash.update([byte]) }
    #expect(hash.finish() == row.hash, "byte by byte")
  }

  @Test(arguments: [
    (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
    (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
    (1_000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
  ])
  func lengthsAroundABlock(_ row: (count: Int, hash: String)) {
    #expect(SHA256.hex(String(repeating: "a", count: row.count)) == row.hash)
  }

  @Test func aMillionLettersInPiecesOfAnySize() {
    let letters = [UInt8](repeating: 0x61, count: 1_000_000)
    var hash = SHA256()
    var start = 0
    var size = 1
    while start < letters.count {
      let end = min(start + size, letters.count)
      hash.update(letters[start..<end])
      (start, size) = (end, size * 3 % 1_009 + 1)
    }
    #expect(
      hash.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }
}
