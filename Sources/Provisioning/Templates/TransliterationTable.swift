/// Letters that no accent explains, in lower case, and what stands for them in ASCII.
enum TransliterationTable {
  static let letters: [Character: String] = latin.merging(cyrillic) { a, _ in a }
    .merging(greek) { a, _ in a }
    .merging(signs) { a, _ in a }

  /// Two letters that read as one.
  static let pairs: [String: String] = [
    "ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "γκ": "gk", "γξ": "nx", "γχ": "nch",
  ]

  private static let latin: [Character: String] = [
    "ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe", "ı": "i",
    "ħ": "h", "ŋ": "n", "ŧ": "t", "ĸ": "k", "ŉ": "n", "ſ": "s", "ə": "a", "ɓ": "b",
    "ɗ": "d", "ƙ": "k", "ƴ": "y", "ŀ": "l",
  ]

  private static let cyrillic: [Character: String] = [
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi",
    "є": "ye", "ґ": "g", "ў": "w", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
    "ѓ": "g", "ќ": "k", "ѕ": "dz", "ә": "a", "ғ": "g", "қ": "q", "ң": "n", "ө": "o", "ұ": "u",
    "ү": "u", "һ": "h",
  ]

  private static let greek: [Character: String] = [
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
  ]

  private static let signs: [Character: String] = [
    "‘": "'", "’": "'", "‚": "'", "ʼ": "'", "ʻ": "'", "“": "\"", "”": "\"", "„": "\"", "«": "\"",
    "»": "\"", "‐": "-", "‑": "-", "–": "-", "—": "-", "…": "...", "\u{A0}": " ", "×": "x",
    "№": "No",
  ]
}
