import Foundation
import Provisioning

/// A format of directory files.
protocol DirectoryFormat {
  /// The next record without a fault; `nil` at the end of the file, or where the rest of it cannot
  /// be understood. Faulty records are skipped and noted.
  mutating func next(_ input: inout ByteInput) throws(DirectoryFileError) -> DirectoryRecord?
  /// What was found to be wrong so far.
  var problems: ProblemList { get }
  /// What else was found so far.
  var report: ReadingReport { get }
}

/// Reads the users of a directory file one by one, whatever its size; what it holds in memory is one
/// chunk, one record, and 32 bytes for each username.
public struct DirectoryReader {
  /// The formats that can be read.
  public enum Format: String, Sendable, CaseIterable {
    /// RFC 4180 with a header, in UTF-8.
    case csv
    /// One JSON object a line.
    case jsonl
  }

  /// The size of the file in bytes; `nil` for a pipe.
  public let size: Int?
  private let file: String
  private var input: ByteInput
  private var format: any DirectoryFormat
  private var isAtEnd = false

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - format: `nil`: by the ending of the name, `.csv` or `.jsonl`.
  ///   - options: how it is to be read.
  public init(
    path: String, format: Format? = nil, options: ReadingOptions = ReadingOptions()
  ) throws(DirectoryFileError) {
    let ending = path.split(separator: "/").last?.split(separator: ".").last?.lowercased() ?? ""
    guard let format = format ?? Format(rawValue: ending) else {
      throw DirectoryFileError(
        file: path,
        problems: [
          FileProblem(reason: "its name ends neither in `.csv` nor in `.jsonl`; rename it")
        ])
    }
    let source = try FileSource(path: path)
    self.init(
      file: path, size: source.size, format: format, options: options, read: source.next)
  }

  init(
    file: String, size: Int?, format: Format, options: ReadingOptions = ReadingOptions(),
    read: @escaping () throws(DirectoryFileError) -> [UInt8]
  ) {
    self.file = file
    self.size = size
    input = ByteInput(encoding: options.encoding, read: read)
    self.format =
      switch format {
      case .csv: CSVFormat(options)
      case .jsonl: JSONLinesFormat(options)
      }
  }

  /// How many bytes were read so far.
  public var bytesRead: Int { input.bytesRead }

  /// What was found beside the users so far; all of it once there is no next one.
  public var report: ReadingReport { format.report }

  /// The next user, or `nil` at the end.
  ///
  /// From the first fault on no user comes any more: the rest of the file is read for its faults,
  /// and all of them are thrown together. So a caller who gets `nil` has every user of a file without
  /// a fault, and must give up what it did where an error comes.
  public mutating func next() throws(DirectoryFileError) -> DirectoryRecord? {
    if isAtEnd { return nil }
    while let record = try format.next(&input) {
      if format.problems.count == 0 { return record }
    }
    isAtEnd = true
    let found = format.problems
    guard found.count == 0 else {
      throw DirectoryFileError(file: file, problems: found.problems, count: found.count)
    }
    return nil
  }

  /// Hands each user to `body`, then throws what is wrong in the file, if anything is.
  public mutating func read(each body: (DirectoryRecord) throws -> Void) throws {
    while let record = try next() { try body(record) }
  }
}
