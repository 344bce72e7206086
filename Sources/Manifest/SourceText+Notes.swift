import Provisioning

extension SourceText {
  /// The first line that is a note which somebody has to decide about, among these lines.
  func openNote(from start: Int, before end: Int) -> Int? {
    guard text.contains(AppNote.mark) else { return nil }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() where index + 1 >= start && index + 1 < end {
      let rest = line.drop(while: \.isWhitespace)
      guard rest.first == "#" else { continue }
      if rest.drop(while: { $0 == "#" || $0.isWhitespace }).hasPrefix(AppNote.mark) {
        return index + 1
      }
    }
    return nil
  }
}
