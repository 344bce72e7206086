import Foundation
import TestSupport
import Testing

@testable import Host

/// Filters that a person keeps.
@Suite final class FilterFileTests {
  private let files: TemporaryFolder
  private var folder: String { files.path + "/config/usher" }

  init() throws { files = try TemporaryFolder() }

  @Test func whatIsKeptIsReadAgain() throws {
    let file = FilterFile(folder: folder)
    #expect(try file.read() == [])
    let odd = "status:failed \"it's: 5 % \\ odd\" #x"
    #expect(try file.keep("status:pending", true) == ["status:pending"])
    #expect(try FilterFile(folder: folder).keep(odd, true) == ["status:pending", odd])
    #expect(try file.read() == ["status:pending", odd])
    #expect(try file.keep("status:pending", true) == [odd, "status:pending"], "none stands twice")
    #expect(try file.keep(odd, false) == ["status:pending"])
    #expect(try file.keep("status:pending", false) == [])
    #expect(try file.read() == [])
  }

  @Test func onlyTheNewestAreKept() throws {
    let file = FilterFile(folder: folder)
    for number in 0...FilterFile.limit { _ = try file.keep("n\(number)", true) }
    #expect(try file.read().count == FilterFile.limit && file.read().first == "n1")
  }

  @Test func whatIsNoListIsNamedAndNotOverwritten() throws {
    _ = try FilterFile(folder: folder).keep("a", true)
    let path = folder + "/filters.yaml"
    try "tasks: [a, {b: c}".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(throws: HostError.unreadable(path)) { try FilterFile(folder: self.folder).read() }
    #expect(throws: HostError.unreadable(path)) {
      try FilterFile(folder: self.folder).keep("b", true)
    }
    #expect(throws: HostError.noHome) { try FilterFile(folder: nil).keep("b", true) }
  }
}
