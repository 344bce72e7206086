import Text
import Engine
import Foundation
import Provisioning
import SCIM

/// An audit log in a file of JSON Lines: an entry a line, and the head as the last one, so that a
/// file that was cut off is found out.
struct ExportedLog {
  let path: String

  /// Writes the whole log, line by line.
  static func write(_ engine: ProvisioningEngine, line: (String) throws -> Void) throws {
    var head = AuditHead(entries: 0, hash: "")
    try engine.audit.records { record in
      try line(record.line)
      head = AuditHead(entries: record.seq, hash: record.hash)
    }
    try line(Self.line(head))
  }

  /// Writes the whole log into the file, which only its owner can read: whole or not at all.
  ///
  /// - Returns: how many entries.
  func write(_ engine: ProvisioningEngine) throws -> Int {
    let next = path + ".next"
    unlink(next)
    let descriptor = open(next, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0, let file = fdopen(descriptor, "w") else { throw refusal }
    var count = -1
    do {
      defer { fclose(file) }
      try Self.write(engine) { line in
        guard fputs(line + "\n", file) >= 0 else { throw refusal }
        count += 1
      }
      guard fflush(file) == 0, fsync(descriptor) == 0 else { throw refusal }
    } catch {
      unlink(next)
      throw error
    }
    guard rename(next, path) == 0 else { throw refusal }
    return count
  }

  /// Follows the chain through the file.
  ///
  /// - Throws: `AuditChain.Broken` for the first entry that is not as it was written.
  func verify(heads: [AuditHead], progress: (Int) -> Void) throws -> AuditHead {
    guard let file = fopen(path, "re") else {
      throw Failure("the file \(path) cannot be read; check its name and rights")
    }
    defer { fclose(file) }
    var chain = AuditChain(heads: heads)
    var last: String?
    try Self.eachLine(file) { line in
      // Every line but the last is an entry.
      if let before = last { try Self.add(before, to: &chain) }
      last = line
      if chain.head.entries.isMultiple(of: 1_000) { progress(Int(chain.head.entries)) }
    }
    guard let last, last == Self.line(chain.head) else {
      if let last { try Self.add(last, to: &chain) }
      throw AuditChain.Broken(
        seq: chain.head.entries + 1, what: "the file ends without the head that closes it")
    }
    try chain.end()
    return chain.head
  }

  private static func add(_ line: String, to chain: inout AuditChain) throws {
    let seq = chain.head.entries + 1
    guard let record = AuditRecord(line: line) else {
      throw AuditChain.Broken(seq: seq, what: "its line is not as it was written")
    }
    try chain.add(record)
  }

  private static func line(_ head: AuditHead) -> String {
    JSONValue.object(JSONObject([("head", head.json)])).text
  }

  private static func eachLine(_ file: UnsafeMutablePointer<FILE>, _ body: (String) throws -> Void)
    throws
  {
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(buffer) }
    while true {
      let count = getline(&buffer, &capacity, file)
      guard count > 0, let buffer else { return }
      let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
      let text = bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
      try body(String(decoding: text, as: UTF8.self))
    }
  }

  private var refusal: Failure {
    Failure("the file \(path) cannot be written; check the rights and the room of its folder")
  }
}
