import Text
import Engine
import Provisioning
import Screen

/// The console as a value: events go in, effects come out, and it can be drawn at any size. It is a
/// shell around its screens: tabs, what lies over them, messages, work and quitting.
public struct Console: Sendable {
  /// The screens, in the order of their tabs. Nothing else here knows one of them.
  ///
  /// - Parameter vendors: the profiles that a new app can have.
  static func screens(_ vendors: VendorCatalog) -> Screens {
    [
      HomeScreen(),
      ConnectionScreen(vendors),
      ProvisioningScreen(),
      ParametersScreen(),
      RulesScreen(),
      TasksScreen(),
      DirectoryScreen(),
      AuditScreen(),
    ]
  }

  /// The screens as they are without a vendor's profile.
  static let standardScreens = screens(VendorCatalog())

  var frame: Frame
  var screens: Screens
  /// The place of the screen that is in front.
  var tab: Int {
    didSet { frame.front = ObjectIdentifier(type(of: front)) }
  }
  /// What can be done on every screen.
  let everywhere: [SharedBinding]
  var worker = WorkerWatch()
  var hasLoaded = false
  /// Since when the store cannot be read; `nil` while it can.
  var staleSince: Double?
  var retryAt: Double = 0
  var usesMouse = false
  /// Whether it ends once everything is saved.
  var isQuitting = false
  /// A key that only looks and was pressed before the rows that it is about were there.
  var earlyKey: Key?

  /// A console that has loaded nothing yet.
  public init(_ settings: ConsoleSettings = ConsoleSettings()) {
    self.init(settings, screens: Self.screens(settings.vendors))
  }

  init(_ settings: ConsoleSettings, screens: Screens) {
    self.screens = screens
    everywhere = SharedBinding.everywhere(screens)
    frame = Frame(settings)
    tab = screens.first(.atStart) ?? 0
    frame.front = ObjectIdentifier(type(of: front))
    let problems = (settings.problems + settings.keymap.problems).joined(separator: "; ")
    guard !problems.isEmpty else { return }
    frame.message = Message(problems, .warning)
    frame.note(LogEntry(at: 0, text: problems, isError: true))
  }

  /// The screen that is in front.
  var front: any Screen { screens[tab] }

  /// What the terminal's title bar says.
  public var title: String {
    guard let app = frame.app else { return "usher" }
    return "usher: \(app.app.name.visible(upTo: 60)) · \(app.counts[.pending] ?? 0) pending"
  }

  /// What is asked for at the start.
  public mutating func start() -> [Effect] {
    frame.request(.loadApps)
    return frame.takeEffects()
  }

  /// Takes an event.
  ///
  /// - Returns: the effects that it starts.
  public mutating func handle(_ event: ConsoleEvent) -> [Effect] {
    take(event)
    follow()
    frame.drafts = screens.drafts.map {
      Frame.Draft(tab: $0, name: type(of: screens[$0]).title)
    }
    screens[tab].settle(frame)
    pressEarlyKey()
    return frame.takeEffects()
  }
}
