import Foundation
import Manifest
public import Provisioning

/// The admin's own vendor profiles: `vendors/NAME.yaml` in the folder of their settings.
public enum VendorFiles {
  /// The largest file, in bytes.
  private static let sizeLimit = 1 << 20

  /// The profiles that usher brings, and those of the folder.
  ///
  /// - Parameter settings: the folder of the person's settings; `nil` where there is none.
  /// - Throws: ``HostError`` where a file cannot be read; `ManifestProblems` for all that is wrong in
  ///   one. A name that usher has itself is such a problem.
  public static func catalog(settings: String?) throws -> VendorCatalog {
    let builtIn = VendorCatalog.builtIn
    guard let folder = settings.map({ $0 + "/vendors" }),
      FileManager.default.fileExists(atPath: folder)
    else { return builtIn }
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw HostError.unreadable(folder)
    }
    let own = try files.filter { $0.hasSuffix(".yaml") }.sorted().map { file in
      try profile("\(folder)/\(file)", named: String(file.dropLast(5)), besides: builtIn)
    }
    return VendorCatalog(builtIn.profiles + own)
  }

  private static func profile(
    _ path: String, named name: String, besides builtIn: VendorCatalog
  ) throws -> VendorProfile {
    if builtIn.named(name) != nil {
      throw problem(path, "usher has a profile \(name) itself; give the file another name")
    }
    guard isName(name) else {
      throw problem(
        path, "a profile's file is named by lower-case letters, digits and `-`, such as `acme.yaml`"
      )
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HostError.unreadable(path)
    }
    guard data.count <= sizeLimit else {
      throw problem(path, "the file is larger than 1 MB, which no profile is; remove it")
    }
    return try VendorFile.read(bytes: Array(data), name: name, file: path)
  }

  private static func problem(_ path: String, _ reason: String) -> ManifestProblems {
    ManifestProblems(
      file: path, problems: [ManifestProblem(line: 1, column: 1, reason: reason)])
  }

  private static func isName(_ name: String) -> Bool {
    name.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    } && name.first?.isLetter == true
  }
}
