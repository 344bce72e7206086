import CNcurses
import Screen

/// Makes events of the codes that the terminal sends. An escape sequence that nobody knows (focus,
/// answers, combinations with Alt) is swallowed whole, so that its letters run no commands; pasted
/// text comes as a whole. A line that is slow cuts sequences anywhere, so those of a paste are known
/// in pieces too: else what is pasted would be keys.
struct KeyDecoder {
  /// The most bytes of one paste; what is beyond is dropped.
  static let pasteLimit = 1 << 20

  /// What ends a paste where it came in pieces.
  private static let pasteEnd: [Int32] = "\u{1B}[201~".unicodeScalars.map { Int32($0.value) }

  private enum State {
    case plain
    case escape
    /// Behind `ESC [`, up to the letter that ends it.
    case control([Int32])
    /// Behind an Esc that was a key, since nothing came after it for a while.
    case late
    /// Behind such an Esc and a `[`: a sequence if more comes at once.
    case lateControl
    /// Behind `ESC O`.
    case single
    /// Behind `ESC [ M`: three bytes of an old report of the mouse.
    case report([Int32])
    /// Behind `ESC [ [`: a function key of a Linux console.
    case function
    case paste
  }

  private var state = State.plain
  private var pasted = ""
  /// How much of `pasteEnd` came.
  private var ended = 0

  /// Whether text is being pasted whose end has not come yet.
  var isPasting: Bool {
    if case .paste = state { true } else { false }
  }

  /// Takes a code: a character's code point, or one of the shim's.
  mutating func take(_ code: Int32) -> [TerminalEvent] {
    if code == US_CODE32 | Int32(US_PASTE_START) {
      let events = pause()
      state = .paste
      return events
    }
    switch state {
    case .plain: return plain(code)
    case .late where code == 0x5B: state = .lateControl
    case .late:
      state = .plain
      return plain(code)
    case .lateControl: return control(code, [])
    case .escape: return afterEscape(code)
    case .control(let parameters): return control(code, parameters)
    case .single, .function: state = .plain
    case .report(let bytes): return report(bytes + [code])
    case .paste: return paste(code)
    }
    return []
  }

  /// Nothing more waits: a lone Esc is the key.
  mutating func pause() -> [TerminalEvent] {
    switch state {
    case .escape:
      state = .late
      return [.key(.escape)]
    case .lateControl:
      state = .plain
      return [.key(.character("["))]
    case .single:
      state = .plain
      return [.key(.escape), .key(.character("O"))]
    case .plain, .late, .control, .report, .function, .paste: return []
    }
  }

  /// The end of a paste did not come.
  mutating func endPaste() -> [TerminalEvent] {
    guard isPasting else { return [] }
    addHeld()
    state = .plain
    defer { pasted = "" }
    return [.paste(pasted)]
  }

  private mutating func plain(_ code: Int32) -> [TerminalEvent] {
    if code == 27 {
      state = .escape
      return []
    }
    return KeyCodes.key(code).map { [.key($0)] } ?? []
  }

  private mutating func afterEscape(_ code: Int32) -> [TerminalEvent] {
    switch code {
    case 0x5B: state = .control([])
    case 0x4F: state = .single
    case 27: return [.key(.escape)]
    default:
      state = .plain
      return [.key(.escape)] + plain(code)
    }
    return []
  }

  private mutating func control(_ code: Int32, _ parameters: [Int32]) -> [TerminalEvent] {
    switch code {
    case 0x4D where parameters.isEmpty: state = .report([])
    case 0x5B where parameters.isEmpty: state = .function
    case 0x20...0x3F where parameters.count < 32: state = .control(parameters + [code])
    case 0x20...0x3F: break
    case 27: state = .escape
    case 0x7E where parameters == [0x32, 0x30, 0x30]: state = .paste
    default:
      state = .plain
      return MouseReport(parameters: parameters, end: code)?.key.map { [.key($0)] } ?? []
    }
    return []
  }

  private mutating func report(_ bytes: [Int32]) -> [TerminalEvent] {
    state = bytes.count < 3 ? .report(bytes) : .plain
    return MouseReport(bytes: bytes)?.key.map { [.key($0)] } ?? []
  }

  private mutating func paste(_ code: Int32) -> [TerminalEvent] {
    if code == US_CODE32 | Int32(US_PASTE_END) { return endPaste() }
    if code != Self.pasteEnd[ended] { addHeld() }
    guard code == Self.pasteEnd[ended] else {
      add(code)
      return []
    }
    ended += 1
    guard ended == Self.pasteEnd.count else { return [] }
    ended = 0
    return endPaste()
  }

  /// What looked like the beginning of the end was pasted.
  private mutating func addHeld() {
    for code in Self.pasteEnd.prefix(ended) { add(code) }
    ended = 0
  }

  private mutating func add(_ code: Int32) {
    guard code & US_CODE32 == 0, pasted.utf8.count < Self.pasteLimit,
      let scalar = Unicode.Scalar(UInt32(code == 13 ? 10 : code))
    else { return }
    pasted.unicodeScalars.append(scalar)
  }
}
