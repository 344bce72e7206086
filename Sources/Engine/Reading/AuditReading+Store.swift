public import Provisioning

extension AuditReading {
  /// Looks at every part of a store, and writes nothing.
  ///
  /// - Parameters:
  ///   - care: the store of this engine, as its keeper sees it.
  ///   - head: the number and hash of the audit log's last entry, as they were written down outside
  ///     the store; `nil` where nothing was.
  public func checkStore(
    _ care: any StoreCare, head: AuditHead?
  ) throws -> [StoreFinding] {
    var findings = try care.findings()
    // The log of a store of which the records could not be looked at cannot be read either.
    guard findings.contains(where: { $0.part == .records }) else { return findings }
    findings.append(try audit(head))
    return findings
  }

  private func audit(_ head: AuditHead?) throws -> StoreFinding {
    do {
      let found = try verify(heads: [head].compactMap { $0 })
      return StoreFinding(
        .audit, seen: "\(found.entries) entries, head \(found.hash.prefix(16))", problems: [])
    } catch let broken as AuditChain.Broken {
      return StoreFinding(
        .audit, seen: "",
        problems: ["the audit log is broken at entry \(broken.seq): \(broken.what)"])
    }
  }
}
