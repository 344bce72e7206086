/// A number that a monitoring system keeps, with what it is of.
public struct MetricFamily: Sendable, Hashable {
  /// What a number is.
  public enum Kind: String, Sendable, Hashable {
    /// It goes up and down.
    case gauge
    /// It only grows while the process lives.
    case counter
  }

  /// Something that a value is of.
  public struct Label: Sendable, Hashable {
    /// What kind of thing, such as `app`.
    public var name: String
    /// Which one.
    public var value: String
  }

  /// One value and what it is of.
  public struct Sample: Sendable, Hashable {
    /// What it is of, in the order in which that is written.
    public var labels: [Label]
    /// The value.
    public var value: Double

    /// A value.
    public init(_ value: Double, _ labels: (name: String, value: String)...) {
      self.labels = labels.map { Label(name: $0.name, value: $0.value) }
      self.value = value
    }
  }

  /// The name without `usher_`; of seconds and bytes it ends so.
  public var name: String
  /// What the number is.
  public var kind: Kind
  /// What it means, in a sentence.
  public var help: String
  /// The values.
  public var samples: [Sample]

  /// A family.
  public init(_ name: String, _ kind: Kind = .gauge, _ help: String, _ samples: [Sample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }
}

/// How families are written.
public enum MetricText: Sendable, CaseIterable {
  /// OpenMetrics 1.0.
  case openMetrics
  /// The text format 0.0.4 of Prometheus, for readers that do not ask for the other.
  case plain

  /// The form that a reader takes, by its `Accept`.
  public init(accepting accept: String) {
    self = accept.contains("application/openmetrics-text") ? .openMetrics : .plain
  }

  /// The media type.
  public var contentType: String {
    switch self {
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    case .plain: "text/plain; version=0.0.4; charset=utf-8"
    }
  }

  /// The families as a text.
  public func text(of families: [MetricFamily]) -> String {
    var text = ""
    for family in families {
      let isCounter = family.kind == .counter
      let name = "usher_" + family.name
      // A counter's values end in _total; in the older form the family is called so too.
      let heading = isCounter && self == .plain ? name + "_total" : name
      text += "# HELP \(heading) \(Self.escaped(family.help, quotes: false))\n"
      text += "# TYPE \(heading) \(family.kind.rawValue)\n"
      if self == .openMetrics, let unit = ["seconds", "bytes"].first(where: name.hasSuffix) {
        text += "# UNIT \(name) \(unit)\n"
      }
      for sample in family.samples {
        let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
        let suffix = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
        text += "\(name)\(isCounter ? "_total" : "")\(suffix) \(Self.number(sample.value))\n"
      }
    }
    return self == .openMetrics ? text + "# EOF\n" : text
  }

  private static func number(_ value: Double) -> String {
    Int64(exactly: value).map { String($0) } ?? String(value)
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
