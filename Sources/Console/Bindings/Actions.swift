/// The one table of everything that can be done, by screen, as the screens' bindings have it.
public enum Actions {
  /// A part of the table: a screen, or what works everywhere.
  public struct Section: Sendable, Hashable {
    /// The screen's name.
    public var title: String
    /// What can be done there, the most useful first.
    public var actions: [Action]
  }

  /// The whole table, in the order of the tabs.
  public static let all: [Section] =
    ofScreens + [
      Section(title: "Everywhere", actions: everywhere), Section(title: "Moving", actions: moving),
    ]

  static let ofScreens: [Section] = Console.standardScreens.flatMap { type(of: $0).sections }
  static let everywhere = SharedBinding.everywhere(Console.standardScreens).map(\.action)
  static let moving = Movement.all.map(\.action)
}
