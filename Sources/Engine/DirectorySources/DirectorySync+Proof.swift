import Provisioning

extension DirectorySync {
  /// Shows step by step that a source can be read; nothing is taken.
  ///
  /// - Parameter step: gets each step when it is over.
  public func prove(_ name: String, step: (SourceStep) -> Void) async throws -> SourceProof {
    let record = try engine.store.read { try $0.existingSource(named: name) }
    do {
      return await (try sources.source(for: record.definition)).prove(step)
    } catch let problem as SourceProblem {
      step(SourceStep("settings", holds: false, problem.sentence))
      return SourceProof()
    }
  }
}
