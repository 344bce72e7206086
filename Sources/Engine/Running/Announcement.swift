import Provisioning
import SCIM
import Synchronization
import Text

/// That a creation was noted as sent by the very transaction that claimed its task. Where the request
/// leaves a moment later, and nothing was asked of the app in between, the store is not looked at once
/// more.
final class Announcement: Sendable {
  /// What was noted.
  struct Note: Sendable {
    /// When the task was claimed.
    let at: Double
    /// Until when the reading of everyone stands in which the account is looked for.
    let standsUntil: Double
  }

  /// How long after the claim the request may leave without another look, in seconds.
  private static let moment = 0.1

  private let note: Note?
  private let isUsed = Atomic(false)

  /// - Parameter note: `nil` where nothing was noted.
  init(_ note: Note?) { self.note = note }

  /// Whether the first request may leave now.
  ///
  /// - Parameter standsUntil: until when the reading of everyone stands now: where it is another one, the
  ///   app was asked since the claim.
  func holds(at now: Double, _ standsUntil: Double?) -> Bool {
    guard let note, note.standsUntil == standsUntil, !isUsed.load(ordering: .acquiring) else {
      return false
    }
    return now >= note.at && now - note.at < Self.moment
  }

  /// Notes that a request leaves, of which it is not known what comes of it until it is answered.
  func use() { isUsed.store(true, ordering: .releasing) }

  /// Whether it was noted that a request leaves, and none did.
  var isVain: Bool { note != nil && !isUsed.load(ordering: .acquiring) }
}

extension TaskPast {
  /// Notes that the request of a creation leaves, where nothing is to be looked at first: whatever
  /// becomes of this process, the account is looked for.
  mutating func announce(
    _ task: ProvisioningTask, of app: AppRecord, at now: Double, whileStanding until: Double,
    in session: any StoreSession
  ) throws {
    guard isNew, !hasRivals, let user = task.user,
      let name = task.request.body?["userName"]?.scalarText
    else { return }
    try session.values.noteSent(Set(values.map(\.value)), app.id, of: user)
    try session.assignments.setCreationInDoubt(
      CreationInDoubt(userName: name, sentAt: now), app.id, user)
    announced = Announcement.Note(at: now, standsUntil: until)
  }
}

extension KnownAccounts {
  /// Takes back that a creation was noted as sent, since nothing was sent. Where another worker has
  /// the task, that one may have sent something.
  func withdraw(_ task: ProvisioningTask, worker: String, in session: any StoreSession) throws {
    guard let user = task.user, try session.queue.holds(task.id, worker: worker),
      let app = try session.apps.app(task.app)
    else { return }
    try session.assignments.setCreationInDoubt(nil, app.id, user)
    try unsend(user, app, in: session)
  }
}
