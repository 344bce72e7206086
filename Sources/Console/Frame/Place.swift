import Provisioning

/// Where one screen can lead to without knowing the screen that is there.
enum Place: Sendable, Hashable {
  /// The connection of the app.
  case connection
  /// The tasks that a filter finds, as it is typed.
  case tasks(filter: String)
  /// A user of the directory.
  case user(String)
  /// The sources of the directory.
  case sources
  /// The screen of this place among the tabs.
  case tab(Int)
}

/// A way to a place, perhaps of another app.
struct Visit: Sendable, Hashable {
  var place: Place
  /// The app; `nil` for the one that is shown.
  var app: AppID?
}
