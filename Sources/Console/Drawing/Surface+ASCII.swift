import Screen

extension Surface {
  /// The screen with ASCII in place of the few other signs that the console draws itself.
  var inASCII: Surface {
    let signs: [Character: Character] = [
      "·": "|", "→": ">", "…": ".", "•": "*", "≠": "!", "↑": "^", "↓": "v", "←": "<", "│": "|",
      "─": "-",
    ]
    var copy = self
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = self[column, row]
        if let sign = signs[cell.character] {
          copy.write(String(sign), column: column, row: row, role: cell.role)
        }
      }
    }
    return copy
  }
}
