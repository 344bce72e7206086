import TestSupport
import Foundation
import Provisioning
import Testing
import Transport

@Suite("A token is fetched when it must be") struct TokenProviderTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A command that notes each of its runs in a file and prints the token.
  private func counting(_ token: String) throws -> (source: TokenSource, log: String) {
    let log = try folder.write("log", "")
    let script = "echo run >> \(log); sleep 0.1; cat \(try folder.write("token", token))"
    return (.command(["sh", "-c", script]), log)
  }

  private func runs(_ log: String) throws -> Int {
    try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count
  }

  @Test func oneFetchServesAll() async throws {
    let (source, log) = try counting("tok-123456789")
    let provider = TokenProvider(source: source)
    try await withThrowingTaskGroup(of: Token.self) { group in
      for _ in 0..<20 { group.addTask { try await provider.token() } }
      for try await token in group { #expect(try token == Token("tok-123456789")) }
    }
    #expect(try runs(log) == 1)
  }

  @Test func aRefusedTokenIsFetchedAgainOnce() async throws {
    let (source, log) = try counting("tok-123456789")
    let provider = TokenProvider(source: source)
    let first = try await provider.token()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { _ = try? await provider.refresh(after: first) } }
    }
    #expect(try await provider.refresh(after: first) == first)
    #expect(try runs(log) == 2)
  }

  @Test func aNewTokenStays() async throws {
    let (source, log) = try counting("tok-123456789")
    let provider = TokenProvider(source: source)
    let first = try await provider.token()
    _ = try folder.write("token", "new-123456789")
    let second = try await provider.refresh(after: first)
    #expect(try second == Token("new-123456789"))
    #expect(try await provider.refresh(after: first) == second)
    #expect(try await provider.token() == second)
    #expect(try runs(log) == 2)
  }

  @Test func aFailureIsNotKept() async throws {
    let path = folder.path + "/late"
    let provider = TokenProvider(source: .file(path))
    await #expect(throws: TokenError.self) { try await provider.token() }
    _ = try folder.write("late", "tok-123456789")
    #expect(try await provider.token() == Token("tok-123456789"))
  }

  @Test func theRedactorKnowsWhatWasFetched() async throws {
    let resolver = TokenResolver(environment: ["T": "tok-123456789"])
    let provider = TokenProvider(source: .environment("T"), resolver: resolver)
    #expect(await provider.redactor().clean("tok-123456789") == "tok-123456789")
    _ = try await provider.token()
    #expect(await provider.redactor().clean("tok-123456789") == "<hidden>")
  }
}
