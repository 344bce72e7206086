import Synchronization

@testable import LDAP

/// A server that a test decides about.
final class FakeDoor: LDAPDoor {
  /// An answer of the server.
  enum Answer: Sendable {
    case page(LDAPPage)
    case fail(Int32)
  }

  private let pages: Mutex<[Answer]>
  private let entries: @Sendable (LDAPSearch) -> LDAPEntry?

  /// - Parameters:
  ///   - pages: the answers to searches for pages, in order.
  ///   - entries: the answer to a search of one entry.
  init(_ pages: [Answer], entries: @escaping @Sendable (LDAPSearch) -> LDAPEntry? = { _ in nil }) {
    self.pages = Mutex(pages)
    self.entries = entries
  }

  func page(_ search: LDAPSearch, after cookie: [UInt8]?) async throws -> LDAPPage {
    let next = pages.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    switch next {
    case .page(let page)?: return page
    case .fail(let code)?:
      throw LDAPFailure(code: code, text: "", stage: .search(base: search.base))
    case nil: return LDAPPage()
    }
  }

  func entry(_ search: LDAPSearch) async throws -> LDAPEntry? { entries(search) }
}

extension LDAPEntry {
  /// An entry of texts.
  init(_ dn: String, _ values: [String: [String]]) {
    self.init(
      dn: dn,
      values: Dictionary(
        uniqueKeysWithValues: values.map { ($0.lowercased(), $1.map { Array($0.utf8) }) }))
  }
}
