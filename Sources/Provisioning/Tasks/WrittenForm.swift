/// The text of a value, where it was made before it is needed, such as on another thread. It says
/// nothing that the value does not say, so that it makes no two values differ.
struct WrittenForm: Sendable, Hashable {
  var text: String?

  static func == (_: WrittenForm, _: WrittenForm) -> Bool { true }

  func hash(into _: inout Hasher) {}
}
