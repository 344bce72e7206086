import Foundation
import Manifest
public import Screen

/// The theme files: found by name, and read again when one changes.
///
/// A theme is `NAME.yaml` in the first folder that has it: `themes` in the folder of the person's
/// settings, then what was installed with the program, then the `Themes` above where it was built. A
/// name with a slash is the path of a file.
public struct ThemeFiles: Sendable {
  /// The folders, in the order in which they are looked through.
  public let folders: [String]
  private var name = Theme.terminal.name
  private var stamps: [String: Stamp] = [:]

  /// What tells that a file has changed.
  private struct Stamp: Sendable, Hashable {
    var time: Date?
    var size: Int?
  }

  /// - Parameters:
  ///   - settings: the folder of the person's settings; `nil` where there is none.
  ///   - program: the path of this program.
  public init(settings: String?, program: String) {
    var folder = URL(fileURLWithPath: program).resolvingSymlinksInPath().deletingLastPathComponent()
    let installed = folder.appendingPathComponent("../share/usher/themes").standardized.path
    var folders = (settings.map { ["\($0)/themes"] } ?? []) + [installed]
    for _ in 0..<4 {
      folder.deleteLastPathComponent()
      folders.append(folder.appendingPathComponent("Themes").path)
    }
    self.folders = folders
  }

  /// The names of all themes that are found, and of the one that is compiled in.
  public var names: [String] {
    let files = folders.flatMap { folder in
      (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
    let found = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    return Set(found + [Theme.terminal.name]).sorted()
  }

  /// Reads a theme, and remembers its files.
  ///
  /// - Throws: what is wrong with it; the theme before stays in use.
  public mutating func use(_ name: String) throws(ThemeError) -> Theme {
    self.name = name
    stamps = [:]
    return try read()
  }

  /// Reads a theme at the start; where it cannot be used, says so and goes on without.
  public mutating func use(_ name: String, telling problems: inout [String]) -> Theme {
    do {
      return try use(name)
    } catch {
      problems.append(error.sentence)
      return .terminal
    }
  }

  /// The theme in use, where one of its files changed since it was read; `nil` where none did.
  ///
  /// - Throws: what is wrong with it now, once for each change.
  public mutating func changed() throws(ThemeError) -> Theme? {
    guard stamps.contains(where: { Self.stamp($0.key) != $0.value }) else { return nil }
    return try read()
  }

  private mutating func read() throws(ThemeError) -> Theme {
    if name == Theme.terminal.name { return .terminal }
    var read: [String] = []
    // Also where reading fails: a file that is mended is a file that changes.
    defer { for path in read { stamps[path] = Self.stamp(path) } }
    let folders = folders
    func find(_ name: String) throws(ThemeError) -> ThemeDefinition {
      let path = try Self.path(of: name, in: folders)
      read.append(path)
      return try Self.definition(name, path)
    }
    return try find(name).theme(find)
  }

  private static func path(
    of name: String, in folders: [String]
  ) throws(ThemeError) -> String {
    if name.contains("/") { return name }
    let paths = folders.map { "\($0)/\(name).yaml" }
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw .unknown(name, places: folders.filter { FileManager.default.fileExists(atPath: $0) })
    }
    return path
  }

  private static func definition(
    _ name: String, _ path: String
  ) throws(ThemeError) -> ThemeDefinition {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(name, reason: "\(path) cannot be opened")
    }
    guard data.count <= SettingsText.sizeLimit, let text = String(data: data, encoding: .utf8)
    else {
      throw .unreadable(name, reason: "\(path) is not text of at most 64 KB")
    }
    return try ThemeDefinition(name: name, entries: entries(text, name))
  }

  /// The flat list of roles and styles.
  private static func entries(
    _ text: String, _ name: String
  ) throws(ThemeError) -> [String: String] {
    let list: [SettingsText.Entry]
    do {
      list = try SettingsText.entries(text)
    } catch {
      throw .unreadable(name, reason: error.reason)
    }
    var entries: [String: String] = [:]
    for entry in list {
      guard entry.values.count == 1 else {
        throw .unreadable(name, reason: "\(entry.name) is no `role: \"style\"`")
      }
      entries[entry.name] = entry.values[0]
    }
    return entries
  }

  private static func stamp(_ path: String) -> Stamp {
    let values = try? FileManager.default.attributesOfItem(atPath: path)
    return Stamp(
      time: values?[.modificationDate] as? Date, size: values?[.size] as? Int)
  }
}
