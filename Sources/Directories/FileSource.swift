import Foundation

/// The chunks of a file.
struct FileSource {
  private static let chunk = 1 << 18

  /// The size in bytes; `nil` where it is no ordinary file.
  let size: Int?
  private let path: String
  private let handle: FileHandle

  /// Opens a file for reading.
  init(path: String) throws(DirectoryFileError) {
    self.path = path
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Self.failure(path, "the file does not exist; check the path")
    }
    if isDirectory.boolValue {
      throw Self.failure(path, "it is a directory; name a `.csv` or `.jsonl` file in it")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw Self.failure(path, "the file may not be read; check its permissions")
    }
    size = Self.size(of: handle)
    self.handle = handle
  }

  /// The next bytes; none at the end.
  func next() throws(DirectoryFileError) -> [UInt8] {
    do {
      return Array(try handle.read(upToCount: Self.chunk) ?? Data())
    } catch {
      throw Self.failure(path, "the file could not be read to its end; is its disk still there?")
    }
  }

  private static func size(of handle: FileHandle) -> Int? {
    do {
      let end = try handle.seekToEnd()
      try handle.seek(toOffset: 0)
      return Int(exactly: end)
    } catch {
      // A pipe has no end to seek to.
      return nil
    }
  }

  private static func failure(_ path: String, _ reason: String) -> DirectoryFileError {
    DirectoryFileError(file: path, problems: [FileProblem(reason: reason)])
  }
}
