/// One reader of what comes from outside, as the fuzzer and the tests call it: any bytes go in, and
/// nothing may trap, hang or use up the stack.
struct FuzzTarget: Sendable {
  /// What it is called on the command line, and the folder of its corpus.
  let name: String
  /// Reads the bytes.
  ///
  /// - Returns: what does not hold of them, such as that what was printed does not read back; `nil`
  ///   where all is well.
  let broken: @Sendable ([UInt8]) -> String?

  /// Every reader.
  static let all: [FuzzTarget] = [
    answer, filter, path, patch, template, rule, csv, jsonl, manifest, keys, settings,
  ]

  /// The reader of that name.
  static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
