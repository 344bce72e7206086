import Foundation
import TestSupport
import Testing

/// Servers that go away and come back with all that they hold.
extension DirectoryRig {
  /// A script that starts a server and ends with it, as one that starts it again.
  ///
  /// - Parameter edit: what else of the script is to be otherwise.
  /// - Returns: its file.
  static func restartable(
    _ script: String, _ folder: TemporaryFolder, _ edit: (String) -> String = { $0 }
  ) throws -> String {
    let text = try String(contentsOfFile: Rig.folder + "/" + script, encoding: .utf8)
    func line(_ word: String) throws -> String {
      try #require(lines(of: text).first { $0.hasPrefix(word) })
    }
    let again = """
      echo "UP $_child"
      while true; do
        wait "$_child" || true
        kill "$_watch" || true
        while [ -e "\(folder.path)/down" ]; do sleep 0.02; done
        \(try line("rig_run "))
        \(try line("rig_until "))
        echo "UP $_child"
      done
      """
    let scripts = folder.path + "/scripts"
    try FileManager.default.createDirectory(atPath: scripts, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Rig.folder + "/_service.sh", toPath: scripts + "/_service.sh")
    let file = try folder.write(
      "scripts/" + script, edit(text.replacing("\nrig_hold", with: "\n" + again)))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
    return file
  }

  /// Ends the server at once, as where its machine fails, and starts it again.
  ///
  /// - Parameter meanwhile: what is done while it is away.
  func restart(_ meanwhile: () async throws -> Void = {}) async throws {
    let ups = Self.ups(process)
    let server = try #require(ups.last)
    let down = try folder.write("down", "")
    kill(server, SIGKILL)
    try await meanwhile()
    try FileManager.default.removeItem(atPath: down)
    let isUp = await process.holds(within: 60) { Self.ups($0).count > ups.count || !$0.isRunning }
    try #require(isUp && process.isRunning, Comment(rawValue: process.errors))
  }

  /// The server's process, each time that it was ready.
  private static func ups(_ process: BackgroundProcess) -> [pid_t] {
    lines(of: process.output).compactMap { line in
      line.hasPrefix("UP ") ? pid_t(line.dropFirst(3)) : nil
    }
  }

  /// The address that it listens at.
  var host: String {
    secure.replacing("ldaps://", with: "").prefix { $0 != ":" }.description
  }

  /// The files of the server's certificate and its key.
  var ownCertificate: (certificate: String, key: String) {
    let folder = (ready["ca"] ?? "").replacing("ca.pem", with: "")
    return (folder + "cert.pem", folder + "key.pem")
  }

  /// Gives the server another certificate; it takes it when it is started again.
  func replaceCertificate(by other: (certificate: String, key: String)) throws {
    for (from, to) in [
      (other.certificate, ownCertificate.certificate), (other.key, ownCertificate.key),
    ] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: from))
      try bytes.write(to: URL(fileURLWithPath: to))
    }
  }

  /// Keeps a copy of the server's certificate.
  func keepCertificate() throws -> (certificate: String, key: String) {
    let kept = (folder.path + "/kept.pem", folder.path + "/kept.key")
    try FileManager.default.copyItem(atPath: ownCertificate.certificate, toPath: kept.0)
    try FileManager.default.copyItem(atPath: ownCertificate.key, toPath: kept.1)
    return kept
  }
}
