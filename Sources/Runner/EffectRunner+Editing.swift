import Text
import Console
import Engine
import Foundation
import Host
import Manifest
import Provisioning

extension EffectRunner {
  /// Lets the person change the settings in an editor, in the terminal that was given back. A text
  /// with a fault is kept, and opened again the next time.
  public func edit(_ app: String?) {
    let path = home.path + "/edit-\((app ?? "new").asFileName).yaml"
    do {
      try refuseChange(.edit(app: app))
      let saved = try app.map { try engine.configuration.definitions($0) } ?? []
      if !FileManager.default.fileExists(atPath: path) {
        let text = saved.isEmpty ? Self.sample : Manifest.write(saved)
        try OwnFile.write(Array(text.utf8), to: path)
      }
      let secrets = try SecretVariables.named(in: engine.store)
      guard Editor(hiding: secrets).edit(path) else {
        throw EngineError.invalid("the editor could not be started; set EDITOR")
      }
      let vendors = saved.reduce(vendors) { $0.keeping($1.vendor) }
      let file = try Manifest.read(bytes: try bytes(path), file: path, vendors: vendors)
      let result = try engine.configuration.apply(
        file.apps, directory: file.directory, notify: file.notify)
      try? FileManager.default.removeItem(atPath: path)
      let count = Words.count(result.differences.count, "change")
      post(
        .done(
          "\(count) saved\(result.differences.isEmpty ? "" : "; R reapplies")\(result.warningWords)"
        )
      )
    } catch {
      if case EngineError.readOnly = error {
        return post(.failed(EngineError.readOnly.sentence))
      }
      let lines = words(error).map { $0.replacingOccurrences(of: path, with: "line") }
      post(
        .failed("\(lines.first ?? "nothing was saved") (the text is kept; e opens it again)"))
    }
    post(.storeChanged)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HostError.unreadable(path)
    }
    return Array(data)
  }

  private static let sample = """
    apps:
      - name: netskope
        template: netskope
        connection:
          base_url: https://TENANT.goskope.com/api/v2/scim
          token: { env: NETSKOPE_TOKEN }
        provisioning:
          enabled: true
          approve: [create, update, delete]
          when_deleted: suspend
        roles: [Employees]

    """
}
