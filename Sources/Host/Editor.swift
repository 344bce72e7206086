import Foundation

/// The person's own editor.
public struct Editor: Sendable {
  private let secrets: Set<String>

  /// - Parameter secrets: variables that hold tokens; the editor is not told them.
  public init(hiding secrets: Set<String>) { self.secrets = secrets }

  /// Opens a file, and waits.
  ///
  /// - Returns: whether the editor ended well.
  public func edit(_ path: String) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
    let quoted = "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
    return ForegroundProgram("\(editor) \(quoted)", hiding: secrets).run() == 0
  }
}
