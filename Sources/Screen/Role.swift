/// What a piece of the screen is, from which a theme makes how it looks. Screens know roles, never
/// colours.
public enum Role: String, Sendable, Hashable, CaseIterable {
  case text
  case muted
  case heading
  case border
  case selection
  case marked
  case context
  case tab
  case tabActive = "tab-active"
  case key
  case hint
  case message
  case warning
  case error
  case success
  case pending
  case running
  case destructive
  case input
  case inputError = "input-error"
  case added
  case removed
  case production
  case test
}
