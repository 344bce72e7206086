import Text
import Provisioning

/// That a column is an attribute, and how sure that is.
struct ColumnClaim {
  /// How sure a claim is; what is smaller wins.
  enum Strength: Hashable, Comparable {
    /// An admin said so.
    case said
    /// It is the name of usher's own.
    case own
    /// It is a vendor's, by its rank.
    case vendor(Int)
    /// No known column is meant.
    case custom
  }

  /// Which column, from 0.
  var index: Int
  var key: ColumnKey
  var strength: Strength
  /// Who says so, in words.
  var source: String

  /// What a header may be; nothing where the column is left out.
  ///
  /// - Parameter said: the attribute that an admin says it is.
  static func all(of header: String, at index: Int, said: String?) -> [ColumnClaim] {
    if let attribute = said {
      guard !attribute.isEmpty else { return [] }
      let key = ColumnKey(mappedTo: attribute)
      return [ColumnClaim(index: index, key: key, strength: .said, source: "as you said")]
    }
    if ColumnKey.isOwn(header) {
      return [ColumnClaim(index: index, key: ColumnKey(named: header), strength: .own, source: "")]
    }
    guard let known = KnownColumn.byName[ColumnName.folded(header)] else {
      return [ColumnClaim(index: index, key: .attribute(header), strength: .custom, source: "")]
    }
    var claims: [ColumnClaim] = []
    for claim in known.compactMap({ ColumnClaim($0, at: index) }) {
      // Several vendors may mean the same by a name.
      if let same = claims.firstIndex(where: { $0.key == claim.key }) {
        let sources = [claims[same].source, claim.source].filter { !$0.isEmpty }
        claims[same].source = sources.joined(separator: ", ")
      } else {
        claims.append(claim)
      }
    }
    return claims
  }

  private init?(_ known: KnownColumn, at index: Int) {
    let source = known.source == .common ? "" : known.source.rawValue
    self.init(index: index, key: .roles, strength: .vendor(0), source: source)
    switch known.meaning {
    case .username(let rank): (key, strength) = (.username, .vendor(rank))
    case .status(let sense): key = .status(sense)
    case .attribute(let name): key = ColumnKey(named: name)
    case .leftOut: return nil
    }
  }

  init(index: Int, key: ColumnKey, strength: Strength, source: String) {
    self.index = index
    self.key = key
    self.strength = strength
    self.source = source
  }
}
