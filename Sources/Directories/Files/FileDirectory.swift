public import Engine
import Foundation
public import Provisioning

/// A directory file as a source: the file itself, or the newest one of a folder into which another
/// system drops them.
public struct FileDirectory: DirectorySource {
  private let definition: SourceDefinition
  private let columns: [String: String]

  /// - Parameter columns: what the configuration says of the columns of every file.
  public init(_ definition: SourceDefinition, columns: [String: String]) {
    self.definition = definition
    self.columns = columns
  }

  /// A file has nobody to ask beside its lines.
  public var sight: SourceSight { SourceSight(findsByKey: false) }

  /// The file's place, size and time.
  public func stamp() async throws -> String? { try version(of: try file()) }

  /// Nobody: a file has no more than its lines.
  public func find(_ keys: [String]) async throws -> [SourcePerson] { [] }

  /// Reads the file to its end: it has no marks.
  public func read(
    since mark: String?, _ take: ([SourcePerson]) async throws -> Void
  ) async throws -> SourceReading {
    let path = try file()
    let before = try version(of: path)
    var reader = try open(path)
    var page: [SourcePerson] = []
    while let record = try next(&reader) {
      page.append(person(record))
      if page.count == 1_000 {
        try await take(page)
        page = []
      }
    }
    try await take(page)
    guard try version(of: path) == before else {
      throw SourceProblem(
        .incomplete,
        "\(path) changed while it was read, so that it may be a part of a file; write files under another name and rename them when they are whole",
        heals: true)
    }
    return SourceReading(notes: reader.report.notes.filter(\.isWarning).map(\.sentence))
  }

  /// Reads the file, and shows three people.
  public func prove(_ step: (SourceStep) -> Void) async -> SourceProof {
    do {
      let path = try file()
      step(SourceStep("file", holds: true, path))
      var reader = try open(path)
      var count = 0
      var people: [SourcePerson] = []
      while let record = try next(&reader) {
        count += 1
        if people.count < 3 { people.append(person(record)) }
      }
      let trimmed = reader.report.trimmed
      step(
        SourceStep(
          "records", holds: count > 0,
          count == 0
            ? "the file has no record"
            : "\(count) people\(trimmed > 0 ? ", \(trimmed) values with white space around them" : "")"
        ))
      step(
        SourceStep(
          "deletions", holds: true, "whoever is not in the file any more is gone from it"))
      return SourceProof(people: people, origins: origins(reader.report))
    } catch {
      let problem = error as? SourceProblem
      step(SourceStep("file", holds: false, problem?.sentence ?? "the file cannot be read"))
      return SourceProof()
    }
  }

  // MARK: The file

  private func file() throws -> String {
    let path = definition.location
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw SourceProblem(.unreachable, "there is no file \(path); check the path")
    }
    guard isFolder.boolValue else { return path }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw SourceProblem(.refused, "the folder \(path) cannot be read; check its rights")
    }
    let files = names.filter { name in
      !name.hasPrefix(".") && (name.hasSuffix(".csv") || name.hasSuffix(".jsonl"))
    }.map { path + "/" + $0 }
    guard let newest = files.max(by: { (written($0), $0) < (written($1), $1) }) else {
      throw SourceProblem(
        .unreachable, "the folder \(path) has no file whose name ends in .csv or .jsonl")
    }
    return newest
  }

  private func written(_ path: String) -> Double {
    var status = stat()
    guard fstatat(AT_FDCWD, path, &status, 0) == 0 else { return 0 }
    return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }

  private func version(of path: String) throws -> String {
    var status = stat()
    guard fstatat(AT_FDCWD, path, &status, 0) == 0 else {
      throw SourceProblem(.unreachable, "the file \(path) went away")
    }
    return [
      path, String(status.st_ino), String(status.st_size), String(status.st_mtim.tv_sec),
      String(status.st_mtim.tv_nsec),
    ].joined(separator: " ")
  }

  private func open(_ path: String) throws -> DirectoryReader {
    let named = definition.attributes.filter { !$0.value.isEmpty }
    let columns = ColumnMapping(
      ofFile: Dictionary(named.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first }),
      ofEveryFile: columns)
    do {
      return try DirectoryReader(path: path, options: ReadingOptions(columns: columns))
    } catch {
      throw SourceProblem(.unreadable, error.lines.joined(separator: "; "))
    }
  }

  private func next(_ reader: inout DirectoryReader) throws -> DirectoryRecord? {
    do {
      return try reader.next()
    } catch {
      throw SourceProblem(.unreadable, error.lines.joined(separator: "; "))
    }
  }

  private func person(_ record: DirectoryRecord) -> SourcePerson {
    SourcePerson(key: record.user.attributes["external_id"] ?? "", entry: record.entry)
  }

  private func origins(_ report: ReadingReport) -> [String: String] {
    var origins: [String: String] = [:]
    for case .taken(let header, let attribute, _) in report.notes {
      origins[attribute] = "column \(header)"
    }
    return origins
  }
}
