import Foundation
import Manifest
import Provisioning
import TestSupport
import Testing

@testable import Host

/// The admin's own profiles stand beside those that usher brings.
@Suite final class VendorFilesTests {
  private let files: TemporaryFolder

  init() throws {
    files = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: files.path + "/vendors", withIntermediateDirectories: true)
  }

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: files.path + "/vendors/" + name, atomically: true, encoding: .utf8)
  }

  private func problem() -> String? {
    do {
      _ = try VendorFiles.catalog(settings: files.path)
      return nil
    } catch let error as ManifestProblems {
      return error.lines.first?.replacingOccurrences(of: files.path, with: "FOLDER")
    } catch {
      return (error as? HostError)?.sentence
    }
  }

  @Test func aFileIsATemplate() throws {
    #expect(try VendorFiles.catalog(settings: files.path) == .builtIn)
    try write("acme.yaml", "title: Acme\nparameters: { userName: \"{{ email }}\" }\n")
    try write("notes.txt", "no profile")
    let catalog = try VendorFiles.catalog(settings: files.path)
    #expect(Set(catalog.names).subtracting(VendorCatalog.builtIn.names) == ["acme"])
    #expect(catalog.named("Acme")?.title == "Acme")
  }

  @Test func withoutAFolderThereAreThoseOfUsher() throws {
    #expect(try VendorFiles.catalog(settings: nil) == .builtIn)
    #expect(try VendorFiles.catalog(settings: files.path + "/none") == .builtIn)
  }

  @Test func aFaultIsNamedWithTheFileTheLineAndTheColumn() throws {
    try write("acme.yaml", "title: Acme\nparameters: {}\nrequire: [title]\n")
    #expect(
      problem()
        == "FOLDER/vendors/acme.yaml:3:1: `require` is not a key of a vendor's profile; did you mean `required`?"
    )
  }

  @Test(arguments: ["netskope", "scim"]) func aNameOfUshersOwnIsRefused(_ name: String) throws {
    try write("\(name).yaml", "title: Mine\nparameters: {}\n")
    #expect(
      problem()
        == "FOLDER/vendors/\(name).yaml:1:1: usher has a profile \(name) itself; give the file another name"
    )
  }

  @Test(arguments: ["Acme", "acme corp", "-acme", "1acme"])
  func aNameThatNobodyCouldWriteIsRefused(_ name: String) throws {
    try write("\(name).yaml", "title: Mine\nparameters: {}\n")
    #expect(problem()?.contains("is named by lower-case letters, digits and `-`") == true)
  }
}
