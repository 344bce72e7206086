extension ProvisioningEngine {
  /// Looks at every part of a store, and writes nothing.
  ///
  /// - Parameters:
  ///   - care: the store of this engine, as its keeper sees it.
  ///   - head: the number and hash of the audit log's last entry, as they were written down outside
  ///     the store; `nil` where nothing was.
  public func checkStore(
    _ care: any StoreCare, head: (seq: Int64, hash: String)?
  ) throws -> [StoreFinding] {
    var findings = try care.findings()
    // The log of a store of which the records could not be looked at cannot be read either.
    guard findings.contains(where: { $0.part == .records }) else { return findings }
    let check = try verifyAudit(head: head)
    var problems: [String] = []
    if let broken = check.broken {
      problems = ["the audit log is broken at entry \(broken.seq): \(broken.what)"]
    }
    findings.append(
      StoreFinding(
        .audit, seen: "\(check.entries) entries, head \(check.hash.prefix(16))", problems: problems)
    )
    return findings
  }
}
