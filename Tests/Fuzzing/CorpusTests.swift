import Foundation
import Testing

/// What the fuzzer found once stays found, and what is long and of one piece ends soon.
@Suite("Text from outside", .serialized) struct CorpusTests {
  private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Corpus")

  @Test(arguments: FuzzTarget.all.map(\.name)) func theCorpusHolds(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let folder = Self.corpus.appendingPathComponent(name)
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: file))
      #expect(target.broken(bytes) == nil, "\(name)/\(file.lastPathComponent)")
    }
  }

  /// Pieces that, many of them, make a reader that goes back or deeper each time slow or deep.
  static let pieces = [
    "(", "[", "{", "\"", "'", "\\", "a[", "not (", "a pr and ", "a.b.", "urn:a:", "<", "<script>",
    "<script", "&amp;", "&lt;", "[[", "{\"a\":", "[1,", "\"a\":1,", "1", "9", "0.", "e1", "\\u",
    "\\ud800", "{{ ", "}}", "{{ a }}", "a | upper ", "{{ not ", "{{ (", "a ?? ", "{%", "- ", "a: ",
    "  ", "\t", "&a ", "*a ", "? ", "[*a,", "a\n", "\r", "\n", ",", ";", "\"\"", "\u{0}", "\u{301}",
    "\u{200D}", "\u{1F468}\u{200D}", "<c-a>", "<f1", "(a", "(a|", "a*", "(?:", "$1", "\u{FEFF}",
    "\u{85}", "{a: ", "!!a ", "%", "|\n", ">\n", "---\n", "#",
  ]

  /// What this thread took of the processor, in seconds; other tests run beside this one.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test(arguments: FuzzTarget.all.map(\.name)) func whatIsLongEndsSoon(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    for piece in Self.pieces {
      let text = String(repeating: piece, count: Self.length / piece.utf8.count)
      for bytes in [Array(text.utf8), Array(("\0" + text + "\n" + text).utf8)] {
        let start = Self.processorSeconds()
        #expect(target.broken(Array(bytes.prefix(Self.length))) == nil, "\(name) of \(piece)")
        let seconds = Self.processorSeconds() - start
        #expect(seconds < Self.patience, "\(name) of \(piece): \(seconds) s")
      }
    }
  }

  /// A fourth of what the fuzzer tries, since a build for tests is many times slower; what goes back
  /// each time takes minutes of this too.
  private static let length = 16_384
  private static let patience = 5.0
}
