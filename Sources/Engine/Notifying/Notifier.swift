import Logging
public import Provisioning
import Text

/// Brings a notice to people.
public protocol Courier: Sendable {
  /// Delivers a notice.
  ///
  /// - Throws: ``NotDelivered`` where it did not arrive.
  func deliver(_ notice: Notice) async throws(NotDelivered)
}

/// Why a notice did not arrive.
public struct NotDelivered: Error, Sendable {
  /// What happened, as the end of a sentence.
  public let reason: String
  /// Whether some heard of it all the same; it is not sent again.
  public let isPartial: Bool

  /// A reason.
  public init(_ reason: String, isPartial: Bool = false) {
    self.reason = reason
    self.isPartial = isPartial
  }
}

/// Makes the couriers.
public protocol CourierSource: Sendable {
  /// The courier of a channel of these settings.
  func courier(for channel: NotifySettings.Channel, _ settings: NotifySettings) throws
    -> any Courier
}

/// Tells people of what waits for them, in the background of a worker. Of any number of workers on a
/// store one tells at a time.
public struct Notifier: Sendable {
  let engine: ProvisioningEngine
  let couriers: any CourierSource

  /// How often it is looked, in seconds.
  static let pause = 15.0
  /// How long one worker has for a delivery, in seconds.
  static let lease = 120.0
  /// After how many seconds a notice that did not arrive is sent again; then with the next pause.
  static let retries = [2.0, 8.0, 30.0]

  /// - Parameter couriers: make the couriers of the channels.
  public init(_ engine: ProvisioningEngine, couriers: any CourierSource) {
    self.engine = engine
    self.couriers = couriers
  }

  /// Works until it is cancelled.
  public func run() async {
    while !Task.isCancelled {
      await round()
      await engine.time.sleep(seconds: Self.pause)
    }
  }

  /// Looks once, and tells who is to be told.
  func round() async {
    do {
      guard let settings = try engine.store.read({ try $0.settings.notifySettings() }) else {
        return
      }
      for channel in settings.channels where !Task.isCancelled {
        guard let notice = try claim(channel, settings) else { continue }
        await deliver(notice, by: channel, settings)
      }
    } catch {
      engine.log.warning("nobody could be told what waits: \(ErrorWords.sentence(error))")
    }
  }

  private func deliver(
    _ notice: Notice, by channel: NotifySettings.Channel, _ settings: NotifySettings
  ) async {
    var problem: String?
    var isHeard = false
    for pause in [0] + Self.retries {
      if pause > 0 { await engine.time.sleep(seconds: pause) }
      if Task.isCancelled { break }
      do {
        try await couriers.courier(for: channel, settings).deliver(notice)
        problem = nil
        isHeard = true
        break
      } catch let error as NotDelivered {
        problem = error.reason
        isHeard = error.isPartial
        if isHeard { break }
      } catch {
        problem = ErrorWords.sentence(error)
      }
    }
    if let problem {
      let whom = isHeard ? "did not reach everyone" : "did not arrive"
      engine.log.warning("the notice by \(channel.rawValue) \(whom): \(problem)")
    }
    do {
      try note(notice, channel, arrived: isHeard)
    } catch {
      engine.log.warning("what people were told is not noted: \(ErrorWords.sentence(error))")
    }
  }

  // MARK: - What was told

  /// The notice that a channel is to get now, which no other worker then sends; `nil` for none.
  private func claim(
    _ channel: NotifySettings.Channel, _ settings: NotifySettings
  ) throws -> Notice? {
    let now = engine.time.now()
    let items = try items(settings, now)
    return try engine.store.write { session -> Notice? in
      var book = try session.settings.noticeBook()
      var page = book.pages[channel.rawValue] ?? NoticeBook.Page()
      guard page.until <= now, now - page.at >= settings.every || page.at > now else { return nil }
      let told = page.told
      // Whoever heard of ten need not hear of nine; eleven are new.
      page.told = [:]
      for item in items {
        if let before = told[item.key] { page.told[item.key] = min(before, item.count ?? 0) }
      }
      let isNews = items.contains { ($0.count ?? 0) > page.told[$0.key] ?? -1 }
      if isNews { page.until = now + Self.lease }
      if isNews || page.told != told {
        book.pages[channel.rawValue] = page
        try session.settings.save(book)
      }
      guard isNews else { return nil }
      let id = SHA256.hex("\(channel.rawValue) \(now) \(engine.chance.fraction())").prefix(24)
      return Notice(id: String(id), at: now, items: items)
    }
  }

  private func note(
    _ notice: Notice, _ channel: NotifySettings.Channel, arrived: Bool
  ) throws {
    let now = engine.time.now()
    try engine.store.write { session in
      var book = try session.settings.noticeBook()
      var page = book.pages[channel.rawValue] ?? NoticeBook.Page()
      page.until = 0
      page.at = now
      if arrived {
        for item in notice.items { page.told[item.key] = item.count ?? 0 }
      }
      book.pages[channel.rawValue] = page
      try session.settings.save(book)
    }
  }

  private func items(_ settings: NotifySettings, _ now: Double) throws -> [Notice.Item] {
    var items = try engine.standing.status().flatMap { $0.items(on: settings.on, now: now) }
    guard settings.on.contains(.late) else { return items }
    items += try engine.sources.late().map { source in
      Notice.Item(
        occasion: .late, subject: source.name.visible, count: nil,
        sentence: "the source was not read in time",
        command: "usher directory test \(source.name.quotedForShell)")
    }
    return items
  }
}
