import Foundation
@testable import Screen
import Testing

/// The themes that are shipped. They are read here line by line, as the flat lists that they are.
@Suite struct ThemeTests {
  static let names = ["contrast", "deutan", "dusk", "mono", "paper", "terminal"]
  /// Roles whose letters are read; borders are lines.
  private static let read = Role.allCases.filter { $0 != .border }

  static func definition(_ name: String) throws(ThemeError) -> ThemeDefinition {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Themes/\(name).yaml")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw .unknown(name, places: [file.path])
    }
    var entries: [String: String] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: ":", maxSplits: 1)
      entries[String(parts[0])] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    }
    return try ThemeDefinition(name: name, entries: entries)
  }

  static func theme(_ name: String) throws -> Theme { try definition(name).theme(definition) }

  @Test func allThatAreShippedAreTested() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Themes")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.sorted() == Self.names.map { "\($0).yaml" })
  }

  @Test func theOneThatIsCompiledInIsTheOneInTheFile() throws {
    let read = try Self.theme("terminal")
    for role in Role.allCases {
      for depth in ColourDepth.allCases {
        #expect(read.look(of: role, depth) == Theme.terminal.look(of: role, depth), "\(role)")
      }
    }
  }

  @Test(arguments: names)
  func lettersCanBeRead(_ name: String) throws {
    let theme = try Self.theme(name)
    let least = name == "contrast" ? 7 : 4.5
    for role in Self.read {
      let look = theme.look(of: role, .many)
      guard let foreground = look.foreground, let background = look.background else {
        // On the terminal's own background only its own colours, which its user has chosen.
        #expect((look.foreground ?? 0) < 16 && (look.background ?? 0) < 16, "\(role)")
        continue
      }
      let contrast = Colour.index(foreground).contrast(on: .index(background)) ?? 0
      #expect(contrast >= least, "\(name), \(role): \(contrast)")
    }
  }

  @Test(arguments: names, [ColourDepth.sixteen, .eight])
  func withFewColoursLettersAreNotLost(_ name: String, _ depth: ColourDepth) throws {
    let theme = try Self.theme(name)
    for role in Role.allCases {
      let look = theme.look(of: role, depth)
      #expect((look.foreground ?? 0) < (depth == .eight ? 8 : 16))
      guard let foreground = look.foreground, let background = look.background else { continue }
      #expect((Colour.index(foreground).contrast(on: .index(background)) ?? 0) >= 3, "\(role)")
    }
  }

  /// What is told by its place alone must be seen without any colour.
  @Test(arguments: names)
  func withoutColoursWhatIsChosenIsSeen(_ name: String) throws {
    let theme = try Self.theme(name)
    let plain = theme.look(of: .text, .none)
    #expect(plain == Look(foreground: nil, background: nil, attributes: []))
    for role in [Role.selection, .tabActive, .match, .marked, .input, .inputError, .context] {
      #expect(theme.look(of: role, .none) != plain, "\(name), \(role)")
    }
    #expect(theme.look(of: .inputError, .many) != theme.look(of: .input, .many))
    #expect(theme.look(of: .tabActive, .none) != theme.look(of: .tab, .none))
  }

  @Test func monoHasNoColours() throws {
    let theme = try Self.theme("mono")
    for role in Role.allCases {
      let look = theme.look(of: role, .many)
      #expect(look.foreground == nil && look.background == nil, "\(role)")
    }
  }

  @Test func deutanTellsGoodFromBadWithoutRedAndGreen() throws {
    let theme = try Self.theme("deutan")
    func seen(_ role: Role) throws -> [Double] {
      let look = theme.look(of: role, .many)
      let number = try #require(
        role == .production || role == .test ? look.background : look.foreground)
      return asDeuteranopesSee(try #require(Colour.index(number).components))
    }
    for (good, bad) in [
      (Role.success, Role.error), (.added, .removed), (.test, .production), (.running, .pending),
    ] {
      let (one, two) = (try seen(good), try seen(bad))
      let distance = zip(one, two).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
      #expect(distance > 0.25, "\(good), \(bad): \(distance)")
    }
  }

  /// Linear red, green and blue as they are without the middle cones (Viénot, Brettel, Mollon 1999).
  private func asDeuteranopesSee(_ colour: (red: Int, green: Int, blue: Int)) -> [Double] {
    let parts = [colour.red, colour.green, colour.blue].map { pow(Double($0) / 255, 2.2) }
    let both = 0.292_75 * parts[0] + 0.707_25 * parts[1]
    return [both, both, parts[2] + 0.022_34 * (parts[1] - parts[0])]
  }
}
