import Engine
import Provisioning
import Screen

/// The chosen task as a page: beside the list, or instead of it.
struct TaskPage: Sendable {
  private(set) var story: TaskStory?
  var text = Pager()
  /// Whether it takes the whole width.
  var isOpen = false
  /// When the ages in it were told.
  private var toldAt: Double = 0

  /// Begins from the top, instead of the list.
  mutating func open(at now: Double) {
    isOpen = true
    text = Pager()
    tell(at: now)
  }

  mutating func take(_ story: TaskStory, at now: Double) {
    if self.story?.task.id != story.task.id { text = Pager() }
    self.story = story
    tell(at: now)
  }

  /// Tells the ages in it again, each second.
  mutating func age(to now: Double) {
    if story != nil, Int(now) != Int(toldAt) { tell(at: now) }
  }

  private mutating func tell(at now: Double) {
    text.lines = story?.lines(at: now) ?? []
    toldAt = now
  }

  /// Draws a task.
  ///
  /// - Parameter isTop: whether it stands beside the list. While the next one is read the last one stays
  ///   there: to wipe it for a moment would flicker.
  func draw(
    _ id: TaskID, into surface: inout Surface, _ area: Area, isTop: Bool, _ frame: Frame
  ) {
    guard let story, story.task.id == id || isTop && frame.isReadingDetail else {
      return surface.draw([Line("reading task \(id) …", .muted)], area)
    }
    if isTop { return surface.draw(text.lines, area) }
    var pager = text
    pager.title = "Task \(id)"
    surface.draw(pager, area)
  }
}
