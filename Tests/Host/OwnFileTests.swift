import TestSupport
import Foundation
import Testing

@testable import Host

/// Files that only usher may have written.
@Suite final class OwnFileTests {
  private let files: TemporaryFolder
  private var folder: String { files.path }

  init() throws {
    files = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { folder + "/" + name }

  private func error(_ body: () throws(HostError) -> Void) -> HostError? {
    do throws(HostError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func whatIsWrittenIsReadAndClosedToOthers() throws {
    try OwnFile.write(Array("one".utf8), to: path("a"))
    try OwnFile.write(Array("two".utf8), to: path("a"))
    #expect(try OwnFile.read(path("a")) == "two")
    #expect(try OwnFile.read(path("none")) == nil)
    var status = stat()
    #expect(stat(path("a"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
  }

  @Test func aLinkIsNeitherReadNorWritten() throws {
    try OwnFile.write([], to: path("a"))
    symlink(path("a"), path("link"))
    #expect(
      error { () throws(HostError) in _ = try OwnFile.read(path("link")) }
        == .symbolicLink(path("link")))
    #expect(
      error { () throws(HostError) in try OwnFile.write([1], to: path("link")) }
        == .symbolicLink(path("link")))
    #expect(try OwnFile.read(path("a")) == "")
  }

  @Test func whatOthersCanWriteIsRefused() throws {
    try OwnFile.write([], to: path("a"))
    chmod(path("a"), 0o622)
    #expect(
      error { () throws(HostError) in _ = try OwnFile.read(path("a")) }
        == .writableByOthers(path("a")))
    chmod(folder, 0o777)
    #expect(
      error { () throws(HostError) in try OwnFile.checkFolder(folder) } == .writableByOthers(folder)
    )
  }

  @Test func whatIsNoFileIsNamed() throws {
    mkdir(path("folder"), 0o700)
    let refusal = error { () throws(HostError) in try OwnFile.write([1], to: path("folder")) }
    #expect(refusal == .notAFile(path("folder"), advice: "name another one"))
    #expect(
      error { () throws(HostError) in try OwnFile.checkFolder(path("x")) } == .noFolder(path("x")))
    #expect(
      error { () throws(HostError) in try OwnFile.write([1], to: path("x/y")) }
        == .unwritable(path("x/y"), diskIsFull: false))
  }

  @Test func aDraftIsNotThereUntilItIsPut() throws {
    let draft = try OwnFile.draft(Array("new".utf8), for: path("a"))
    #expect(try OwnFile.read(path("a")) == nil)
    try OwnFile.put(draft, at: path("a"))
    #expect(try OwnFile.read(path("a")) == "new")
  }

  @Test func everyErrorHasACodeOfItsOwn() {
    let errors: [HostError] = [
      .noHome, .folderNotMade("p", diskIsFull: true), .noFolder("p"), .notAFolder("p"),
      .symbolicLink("p"), .notAFile("p", advice: "remove it"), .unreadable("p"),
      .unwritable("p", diskIsFull: false), .foreignOwner("p", uid: 7), .writableByOthers("p"),
      .alteredHead("p"),
    ]
    #expect(Set(errors.map(\.code)).count == errors.count)
    #expect(errors.dropFirst().allSatisfy { $0.sentence.contains("p") })
  }
}
