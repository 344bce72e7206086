import Text
import Console
import Engine
import Provisioning

extension EffectRunner {
  /// Reads a directory source, and says what changed.
  func sync(_ name: String, _ effect: Effect, _ token: CancelToken) async throws {
    let tell = progress(effect, token)
    let result = try await directories.sync(name) { tell($0) }
    guard !result.isConfirmed else {
      return post(.done("\(result.source): nothing changed since it was read last"))
    }
    let changes = result.changes
    let people =
      (result.read.map { "\($0) of " } ?? "") + Words.count(result.people, "person", "people")
    post(
      .done(
        "\(result.source): \(people) read; \(changes.added) added, \(changes.changed) changed, \(changes.deleted) deleted"
          + (result.notes.isEmpty ? "" : "; Enter shows \(Words.count(result.notes.count, "note"))")
      ))
  }
}
