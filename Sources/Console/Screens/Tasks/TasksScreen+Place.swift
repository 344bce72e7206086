/// Where other screens lead to.
extension TasksScreen {
  static func has(_ place: Place) -> Bool {
    if case .tasks = place { true } else { false }
  }

  mutating func arrive(at place: Place, _ frame: inout Frame) {
    guard case .tasks(let filter) = place else { return }
    builder = nil
    setFilter(filter, &frame)
  }
}
