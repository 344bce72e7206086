import TestSupport
import Manifest
import Provisioning
import Testing

/// Files that are meant to hang, crash or fill the memory of who reads them.
@Suite struct HostileFileTests {
  private func bomb(_ last: String) -> String {
    var text = "x0: &a0 [ {role: a}, {role: a} ]\n"
    for level in 1...40 {
      let parts = repeatElement("{all: *a\(level - 1)}", count: 9)
      text += "x\(level): &a\(level) [ \(parts.joined(separator: ", ")) ]\n"
    }
    return text + last
  }

  @Test func anAliasBombInValues() {
    let text = bomb(
      "apps: [ { name: a, connection: { base_url: \"https://x\" }, rules: [ { name: r, "
        + "then: [ do_not_provision ], when: { all: *a9 } } ] } ]\n")
    let found = problems(text)
    #expect(found.contains { $0.contains("the aliases of the file stand for too many values") })
  }

  @Test(arguments: [
    "? *a30\n: b\n", "{ ? *a30 : b }\n", "*a30 : b\n", "[ *a30 ] : b\n", "{ a: *a30 } : b\n",
  ])
  func anAliasBombInAKey(_ last: String) {
    let found = problems(bomb(last))
    #expect(found.count == 1)
    #expect(found.first?.contains("aliases") == true)
  }

  @Test(arguments: ["[", "{a: ", "- ", "[{a: "])
  func aDeepNest(_ opening: String) {
    for depth in [900, 100_000] {
      #expect(!problems("apps: " + String(repeating: opening, count: depth)).isEmpty)
      #expect(!problems(String(repeating: opening, count: depth)).isEmpty)
    }
    let closed = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
    #expect(!problems("apps: \(closed)").isEmpty)
  }

  @Test func aHugeScalar() {
    #expect(problems(app("roles: [\(String(repeating: "x", count: 10_000_000))]")).isEmpty)
    let large = String(repeating: "x", count: 1_000_000)
    let found = problems(app("parameters: { title: \"\(large)\" }"))
    #expect(found.count == 1 && found[0].contains("longer than 100000 bytes"))
    #expect(problems(app("template: \"\(large)\""))[0].utf8.count < 400)
    #expect(problems(large).count == 1)
  }

  @Test func manyRules() throws {
    let rules = (0..<2000).map {
      "  - { name: r\($0), when: { attribute: a, matches: \"^a\($0)$\" }, then: [ add_to_group: G\($0) ] }\n"
    }
    let apps = try Manifest.read(text: app("rules:\n" + rules.joined()), file: "f").apps
    #expect(apps[0].rules.count == 2000)
  }

  /// Whatever is cut out of a file or put into it, reading ends with apps or with problems.
  @Test func mutatedFiles() {
    var random = SplitMix64(seed: 7)
    let bytes = Array(example.utf8)
    let inserts = Array("{}[]:,\"'&*?|->#%@ \n\t\0\\é".utf8)
    for _ in 0..<300 {
      var mutated = bytes
      for _ in 0..<(1 + random.next() % 4) {
        let index = Int(random.next() % UInt64(mutated.count))
        switch random.next() % 3 {
        case 0: mutated.remove(at: index)
        case 1: mutated.insert(inserts[Int(random.next() % UInt64(inserts.count))], at: index)
        default: mutated.removeSubrange(index..<min(mutated.count, index + 20))
        }
      }
      do throws(ManifestProblems) {
        let apps = try Manifest.read(bytes: mutated, file: "f").apps
        #expect(try Manifest.read(text: Manifest.write(apps), file: "f").apps == apps)
      } catch {
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 })
      }
    }
  }
}
