import Foundation
import Manifest
import Text

/// The filters of tasks that the person keeps: `filters.yaml` in the folder of their settings, a list
/// under `tasks:`.
public struct FilterFile: Sendable {
  /// The most filters that are kept.
  public static let limit = 200

  private let folder: String?

  /// - Parameter folder: the folder of the settings; `nil` where the environment names no place for it.
  public init(folder: String?) { self.folder = folder }

  /// The filters that are kept, in the order in which they were.
  ///
  /// - Throws: `HostError.unreadable` where the file is no such list.
  public func read() throws(HostError) -> [String] {
    guard let path = folder.map({ $0 + "/filters.yaml" }), let text = try OwnFile.read(path) else {
      return []
    }
    do throws(SettingsText.Problem) {
      return try SettingsText.entries(text).filter { $0.name == "tasks" }.flatMap(\.values)
    } catch {
      throw .unreadable(path)
    }
  }

  /// Keeps a filter, or keeps it no longer; what another console kept meanwhile stays.
  ///
  /// - Returns: those that are kept now.
  public func keep(_ filter: String, _ isKept: Bool) throws(HostError) -> [String] {
    guard let folder else { throw .noHome }
    var filters = try read().filter { $0 != filter }
    if isKept { filters.append(filter) }
    filters = filters.suffix(Self.limit)
    // A text of JSON is one of YAML.
    let lines = filters.map { "  - \(JSONValue.string($0).text)\n" }
    let text = "tasks:" + (lines.isEmpty ? " []\n" : "\n" + lines.joined())
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .folderNotMade(folder, diskIsFull: false)
    }
    try OwnFile.write(Array(text.utf8), to: folder + "/filters.yaml")
    return filters
  }
}
