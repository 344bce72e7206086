import Foundation
import Screen

/// A screen as an SVG, in the colours of a theme: the pictures of the README.
struct Picture {
  private static let cell = (width: 8.4, height: 18.0)
  private static let margin = 12.0

  let surface: Surface
  let theme: Theme

  var svg: String {
    let width = Double(surface.size.columns) * Self.cell.width + 2 * Self.margin
    let height = Double(surface.size.rows) * Self.cell.height + 2 * Self.margin
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(width)) \
      \(Self.number(height))" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">
      <rect width="100%" height="100%" rx="6" fill="\(colour(theme[.text].background, "#ffffff"))"/>
      """
    let rows = (0..<surface.size.rows).flatMap(row)
    return ([head] + rows + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// The pieces of a row that look alike, each held to its columns.
  private func row(_ number: Int) -> [String] {
    let cells = Array(surface.row(number))
    var pieces: [String] = []
    var start = 0
    while start < cells.count {
      var end = start + 1
      while end < cells.count, cells[end].role == cells[start].role { end += 1 }
      pieces += piece(cells[start..<end], row: number)
      start = end
    }
    return pieces
  }

  private func piece(_ cells: ArraySlice<Cell>, row: Int) -> [String] {
    guard let role = cells.first?.role else { return [] }
    let style = theme[role]
    let isReversed = style.attributes.contains(.reverse)
    let text = colour(style.foreground, "#1c1c1c")
    let plain = colour(theme[.text].background, "#ffffff")
    let ground = colour(style.background, plain)
    let x = Self.number(Self.margin + Double(cells.startIndex) * Self.cell.width)
    let y = Self.margin + Double(row) * Self.cell.height
    let width = Self.number(Double(cells.count) * Self.cell.width)
    var lines: [String] = []
    if isReversed || ground != plain {
      let fill = isReversed ? text : ground
      lines.append(
        """
        <rect x="\(x)" y="\(Self.number(y))" width="\(width)" \
        height="\(Self.number(Self.cell.height))" fill="\(fill)"/>
        """)
    }
    let letters = String(cells.filter { $0.width > 0 }.map(\.character))
    guard letters.contains(where: { $0 != " " }) else { return lines }
    let bold = style.attributes.contains(.bold) ? " font-weight=\"bold\"" : ""
    let underline = style.attributes.contains(.underline) ? " text-decoration=\"underline\"" : ""
    lines.append(
      """
      <text x="\(x)" y="\(Self.number(y + 13.5))" textLength="\(width)" xml:space="preserve" \
      fill="\(isReversed ? ground : text)"\(bold)\(underline)>\(Self.escaped(letters))</text>
      """)
    return lines
  }

  private func colour(_ colour: Colour?, _ own: String) -> String {
    guard let (red, green, blue) = colour?.components else { return own }
    let parts = [red, green, blue].map { String($0 + 256, radix: 16).dropFirst() }
    return "#" + parts.joined()
  }

  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

extension Theme {
  /// A theme that is shipped, read line by line as the flat list that it is.
  static func shipped(_ name: String) throws -> Theme {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Themes/\(name).yaml")
    var entries: [String: String] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    where !line.hasPrefix("#") {
      let parts = line.split(separator: ":", maxSplits: 1)
      entries[String(parts[0])] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
    }
    return try ThemeDefinition(name: name, entries: entries).theme { name throws(ThemeError) in
      throw .unknown(name, places: [])
    }
  }
}
