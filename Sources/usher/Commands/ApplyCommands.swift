import Text
import ArgumentParser
import Engine
import Foundation
import Host
import Manifest
import Provisioning
import SCIM

/// Brings the apps to what a file says.
struct Apply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Makes the apps what the configuration file says.")

  @Option(name: .shortAndLong, help: "The configuration file.", completion: .file())
  var file: String

  @Flag(help: "Only print what would change.")
  var dryRun = false

  @Flag(help: "Remove apps and directory sources that the file does not name.")
  var prune = false

  @OptionGroup var options: Options

  func run() async throws {
    let content = try Files.manifest(file)
    let definitions = content.apps
    if prune, !content.speaksOfApps {
      throw Failure(
        "\(file.visible) says nothing of apps, and --prune would remove them all; nothing was changed; leave --prune out, or write apps: [] if that is meant"
      )
    }
    let composition = try Composition(options)
    if prune, !dryRun {
      let named = Set(definitions.map { $0.name.lowercased() })
      let lost = try composition.engine.configuration.definitions().map(\.name)
        .filter { !named.contains($0.lowercased()) }
      if !lost.isEmpty {
        try options.confirm(
          "This removes \(lost.joined(separator: ", ")) with all tasks and known accounts.")
      }
      let sources = try composition.engine.sources.all().map(\.name)
        .filter { name in !content.sources.contains { $0.name.isSame(as: name) } }
      if !sources.isEmpty {
        try options.confirm(
          "This removes the directory sources \(sources.joined(separator: ", ")), whose users then belong to none."
        )
      }
    }
    let result = try await composition.use { engine in
      try engine.configuration.apply(
        definitions, directory: content.directory, sources: content.sources,
        notify: content.notify, prune: prune, dryRun: dryRun)
    }
    var list = ResultList(options.form, headings: [dryRun ? "WOULD CHANGE" : "CHANGED"], limit: 0)
    for difference in result.differences {
      list.add([difference], .string(difference))
    }
    list.end(empty: "nothing to change")
    for definition in definitions {
      let unknown = definition.provisioning.approvals.by.filter { !Person.isKnown($0) }
      guard !unknown.isEmpty else { continue }
      Streams.standardError(
        "usher: warning: \(definition.name.visible): approvals.by names \(unknown.joined(separator: ", ").visible), unknown on this host, who can decide nothing here",
        style: .warning)
    }
    for warning in result.warnings {
      Streams.standardError("usher: warning: \(warning.visible)", style: .warning)
    }
    if !dryRun { Words.tell(result.apps, isQuiet: options.quiet) }
  }
}

/// Writes the configuration file from the store.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the configuration file from the store; apply takes it.")

  @Option(help: "Only this app.")
  var app: String?

  @OptionGroup var options: Options

  func run() async throws {
    let engine = try Composition(options).engine
    let settings = try engine.configuration.directorySettings()
    var file = ManifestFile(apps: try engine.configuration.definitions(app))
    // The settings of the directory belong to no app.
    if app == nil, settings != DirectorySettings() { file.directory = .init(to: settings) }
    if app == nil {
      file.sources = try engine.sources.all().map(\.definition)
      if let notify = try engine.configuration.notifySettings() { file.notify = .some(notify) }
    }
    Streams.configuration(file)
  }
}

/// Files that commands read and write.
enum Files {
  /// What a configuration file says.
  static func manifest(_ path: String) throws -> ManifestFile {
    try Manifest.read(bytes: try bytes(path), file: path, vendors: try OwnVendors.catalog())
  }

  /// The bytes of a file; `-` is standard input.
  static func bytes(_ path: String) throws -> [UInt8] {
    if path == "-" {
      do {
        return Array(try FileHandle.standardInput.readToEnd() ?? Data())
      } catch {
        throw Failure("standard input cannot be read to its end; nothing was done")
      }
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Failure("there is no file \(path)", code: "no-file")
    }
    guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: path) else {
      throw Failure("the file \(path) cannot be read; check its rights", code: "file-unreadable")
    }
    return Array(data)
  }

  /// Writes a file that only its owner can read, whole or not at all.
  static func write(_ text: String, to path: String) throws {
    try OwnFile.write(Array(text.utf8), to: path)
  }
}
