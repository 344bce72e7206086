import CNcurses
import Screen

/// Makes events of the codes that the terminal sends. An escape sequence that nobody knows (focus,
/// answers of the terminal, combinations with Alt) is swallowed whole, so that its letters run no
/// commands; pasted text comes as a whole. A line that is slow cuts sequences anywhere: what follows
/// an Esc within a moment belongs to it, and a sequence that has begun is swallowed to its end, or
/// until the line has been silent.
struct KeyDecoder {
  /// The most bytes of one paste; what is beyond is dropped.
  static let pasteLimit = 1 << 20

  /// What ends a paste where it came in pieces.
  private static let pasteEnd: [Int32] = "\u{1B}[201~".unicodeScalars.map { Int32($0.value) }

  /// The answers of a terminal that has margins, which are set or not (DECRPM of mode 69).
  private static let marginsKnown = ["?69;1$", "?69;2$"].map { answer in
    answer.unicodeScalars.map { Int32($0.value) }
  }

  private enum State {
    case plain
    case escape
    /// Behind `ESC [`, up to the letter that ends it.
    case control([Int32])
    /// Behind an Esc that was a key, since nothing came after it at once.
    case late
    /// Behind such an Esc and what begins a sequence: one if more comes before a silence.
    case lateStart(Int32)
    /// Behind `ESC O`.
    case single
    /// Inside a text that a terminal answers with (OSC, DCS, SOS, PM, APC), up to BEL or `ESC \`.
    case string
    /// Behind an Esc inside such a text.
    case stringEscape
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
  /// Whether the terminal said that it has margins.
  private(set) var hasMargins = false

  /// Whether text is being pasted whose end has not come yet.
  var isPasting: Bool {
    if case .paste = state { true } else { false }
  }

  /// Seconds of silence after which what has begun is taken for whole; `nil` where nothing has.
  var patience: Double? {
    switch state {
    case .plain: nil
    // A key that a person presses behind an Esc comes later.
    case .escape, .late, .lateStart, .single: 0.3
    case .control, .string, .stringEscape, .report, .function: 1
    // Longer than a line that lost a packet is silent, since the rest would be keys.
    case .paste: 5
    }
  }

  /// Takes a code: a character's code point, or one of the shim's.
  mutating func take(_ code: Int32) -> [TerminalEvent] {
    if code == US_CODE32 | Int32(US_PASTE_START) {
      let events = pause() + (isPasting ? [] : expire())
      state = .paste
      return events
    }
    switch state {
    case .plain: return plain(code)
    case .late where Self.sequence(code) != nil: state = .lateStart(code)
    case .late:
      state = .plain
      return plain(code)
    case .lateStart(let start):
      state = Self.sequence(start) ?? .plain
      return take(code)
    case .escape: return afterEscape(code)
    case .control(let parameters): return control(code, parameters)
    case .single, .function: state = .plain
    case .string: return string(code)
    case .stringEscape: return afterStringEscape(code)
    case .report(let bytes): return report(bytes + [code])
    case .paste: return paste(code)
    }
    return []
  }

  /// Nothing more waits: a lone Esc is the key.
  mutating func pause() -> [TerminalEvent] {
    guard case .escape = state else { return [] }
    state = .late
    return [.key(.escape)]
  }

  /// Nothing came for as long as `patience` says: what has begun has no end.
  mutating func expire() -> [TerminalEvent] {
    if isPasting { return endPaste() }
    defer { state = .plain }
    switch state {
    case .escape, .stringEscape: return [.key(.escape)]
    case .lateStart(let start): return KeyCodes.key(start).map { [.key($0)] } ?? []
    case .single: return [.key(.escape), .key(.character("O"))]
    case .plain, .late, .control, .string, .report, .function, .paste: return []
    }
  }

  /// The end of a paste did not come.
  private mutating func endPaste() -> [TerminalEvent] {
    addHeld()
    state = .plain
    defer { pasted = "" }
    return [.paste(pasted)]
  }

  /// What a code begins behind an Esc; `nil` where it begins nothing.
  private static func sequence(_ code: Int32) -> State? {
    switch code {
    case 0x5B: .control([])
    case 0x4F: .single
    // DCS, SOS, OSC, PM, APC.
    case 0x50, 0x58, 0x5D, 0x5E, 0x5F: .string
    default: nil
    }
  }

  private mutating func plain(_ code: Int32) -> [TerminalEvent] {
    switch code {
    case 27: state = .escape
    // The same beginnings as one sign (C1).
    case 0x9B: state = .control([])
    case 0x90, 0x98, 0x9D, 0x9E, 0x9F: state = .string
    default: return KeyCodes.key(code).map { [.key($0)] } ?? []
    }
    return []
  }

  private mutating func afterEscape(_ code: Int32) -> [TerminalEvent] {
    if let next = Self.sequence(code) {
      state = next
      return []
    }
    if code == 27 { return [.key(.escape)] }
    state = .plain
    return [.key(.escape)] + plain(code)
  }

  /// No answer holds a key: one ends the text, and counts.
  private mutating func string(_ code: Int32) -> [TerminalEvent] {
    switch code {
    case 7, 0x9C: state = .plain
    case 27: state = .stringEscape
    case 0x20...0x7E, 0xA0...0x10_FFFF: break
    default:
      state = .plain
      return plain(code)
    }
    return []
  }

  private mutating func afterStringEscape(_ code: Int32) -> [TerminalEvent] {
    guard code != 0x5C else {
      state = .plain
      return []
    }
    state = .escape
    return afterEscape(code)
  }

  private mutating func control(_ code: Int32, _ parameters: [Int32]) -> [TerminalEvent] {
    switch code {
    case 0x4D where parameters.isEmpty: state = .report([])
    case 0x5B where parameters.isEmpty: state = .function
    case 0x20...0x3F where parameters.count < 32: state = .control(parameters + [code])
    case 0x20...0x3F: break
    case 27: state = .escape
    case 0x7E where parameters == [0x32, 0x30, 0x30]: state = .paste
    case US_CODE32...:
      state = .plain
      return plain(code)
    case 0x79 where Self.marginsKnown.contains(parameters):
      state = .plain
      hasMargins = true
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
