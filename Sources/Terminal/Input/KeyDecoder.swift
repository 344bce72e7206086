import CNcurses
import Screen

/// Makes events of the codes that the terminal sends. An escape sequence that nobody knows (focus,
/// answers, combinations with Alt) is swallowed whole, so that its letters run no commands; pasted
/// text comes as a whole.
struct KeyDecoder {
  /// The most bytes of one paste; what is beyond is dropped.
  static let pasteLimit = 1 << 20

  private enum State {
    case plain
    case escape
    /// Behind `ESC [`, up to the letter that ends it.
    case control([Int32])
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
      state = .plain
      return [.key(.escape)]
    case .single:
      state = .plain
      return [.key(.escape), .key(.character("O"))]
    case .plain, .control, .report, .function, .paste: return []
    }
  }

  /// The end of a paste did not come.
  mutating func endPaste() -> [TerminalEvent] {
    guard isPasting else { return [] }
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
    guard code & US_CODE32 == 0, pasted.utf8.count < Self.pasteLimit,
      let scalar = Unicode.Scalar(UInt32(code == 13 ? 10 : code))
    else { return [] }
    pasted.unicodeScalars.append(scalar)
    return []
  }
}
