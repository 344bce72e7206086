import Engine
import Provisioning

@testable import Console

/// The console's screens by name, which only tests know.
extension Console {
  var home: HomeScreen { screen() }
  var connection: ConnectionScreen { screen() }
  var parameters: ParametersScreen { screen() }
  var rules: RulesScreen { screen() }
  var tasks: TasksScreen { screen() }
  var directory: DirectoryScreen { screen() }
  var audit: AuditScreen { screen() }

  /// The one screen of a type.
  func screen<S: Screen>(_ type: S.Type = S.self) -> S {
    guard let screen = screens.lazy.compactMap({ $0 as? S }).first else {
      fatalError("there is no \(type)")
    }
    return screen
  }

  /// The name of the screen that is in front.
  var frontTitle: String { type(of: front).title }

  /// The names of the screens with changes that are not saved.
  var draftTitles: [String] { screens.drafts.map { type(of: screens[$0]).title } }

  var app: AppOverview? { frame.app }
  var overlays: [Overlay] { frame.overlays }
  var form: Form? { front.openForm }

  /// The app as its rules are edited.
  func edited(_ definition: AppDefinition) -> AppDefinition {
    guard var overview = frame.app else { return definition }
    overview.app.definition = definition
    return rules.edited(overview)
  }
}
