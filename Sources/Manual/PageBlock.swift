/// A part of a page, as much of Markdown as the pages use.
enum PageBlock: Equatable {
  case heading(String)
  case paragraph(String)
  case item(String)
  /// Lines that stay as they are.
  case code([String])
  /// Rows of cells; the first row is the heading.
  case table([[String]])

  /// The parts of a page. A comment of HTML is left out.
  static func blocks(of lines: [String]) -> [PageBlock] {
    var blocks: [PageBlock] = []
    var isFenced = false
    var isOpen = false
    for line in lines {
      if line.hasPrefix("```") {
        isFenced.toggle()
        if isFenced { blocks.append(.code([])) }
        isOpen = false
      } else if isFenced || line.hasPrefix("    ") {
        let text = isFenced ? line : String(line.dropFirst(4))
        if isOpen || isFenced, case .code(let before)? = blocks.last {
          blocks[blocks.count - 1] = .code(before + [text])
        } else {
          blocks.append(.code([text]))
        }
        isOpen = true
      } else if line.allSatisfy({ $0 == " " }) || line.hasPrefix("<!--") {
        isOpen = false
      } else if line.hasPrefix("#") {
        blocks.append(.heading(line.drop { $0 == "#" || $0 == " " }.description))
        isOpen = false
      } else if line.hasPrefix("|") {
        let cells = self.cells(of: line)
        if isOpen, case .table(let rows)? = blocks.last {
          let isRuler = cells.allSatisfy { $0.allSatisfy { "-:".contains($0) } }
          if !isRuler { blocks[blocks.count - 1] = .table(rows + [cells]) }
        } else {
          blocks.append(.table([cells]))
        }
        isOpen = true
      } else if line.hasPrefix("- ") {
        blocks.append(.item(String(line.dropFirst(2))))
        isOpen = true
      } else {
        let text = line.drop { $0 == " " }
        switch blocks.last {
        case .paragraph(let before) where isOpen:
          blocks[blocks.count - 1] = .paragraph("\(before) \(text)")
        case .item(let before) where isOpen:
          blocks[blocks.count - 1] = .item("\(before) \(text)")
        default: blocks.append(.paragraph(String(text)))
        }
        isOpen = true
      }
    }
    return blocks
  }

  /// The cells of a row; `\|` is a bar in a cell.
  private static func cells(of line: String) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in line.dropFirst() {
      if character == "|", !isEscaped {
        cells.append("")
      } else {
        if character == "|" { cells[cells.count - 1].removeLast() }
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\"
    }
    if cells.last?.allSatisfy({ $0 == " " }) == true { cells.removeLast() }
    return cells.map { cell in
      let text = cell.drop { $0 == " " }
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
  }
}
