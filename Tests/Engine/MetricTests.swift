import Engine
import Provisioning
import Testing

/// What monitoring reads: numbers about everything, and nobody's name.
@Suite(.serialized) struct MetricTests {
  private func value(
    _ name: String, _ labels: [String: String], in families: [MetricFamily]
  ) -> Double? {
    families.first { $0.name == name }?.samples.first { sample in
      Dictionary(uniqueKeysWithValues: sample.labels.map { ($0.name, $0.value) }) == labels
    }?.value
  }

  @Test func eachAppIsCounted() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.hire("ann", "bob")
    await fixture.clock.sleep(seconds: 90)
    var families = try fixture.engine.metrics.families()
    #expect(value("tasks", ["app": "app", "status": "pending"], in: families) == 2)
    #expect(value("tasks", ["app": "app", "status": "failed"], in: families) == 0)
    #expect(value("oldest_pending_seconds", ["app": "app"], in: families) == 90)
    #expect(value("queue_wait_seconds", ["app": "app"], in: families) == 0)
    #expect(value("app_enabled", ["app": "app"], in: families) == 1)
    _ = try fixture.approveAll()
    await fixture.clock.sleep(seconds: 5)
    families = try fixture.engine.metrics.families()
    #expect(value("oldest_pending_seconds", ["app": "app"], in: families) == 0)
    #expect(value("queue_wait_seconds", ["app": "app"], in: families) == 5)
    let text = MetricText.openMetrics.text(of: families)
    #expect(!text.contains("\"ann") && !text.contains("bob"))
  }

  @Test func failuresAreCountedByTheStatusOfTheAnswer() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    fixture.network.decide { $0.isA("POST", "/Users") ? .answer(400, body: "no") : .pass }
    try await fixture.run()
    let families = try fixture.engine.metrics.families()
    #expect(value("failed_tasks", ["app": "app", "http_status": "400"], in: families) == 2)
  }

  @Test func theTextIsWhatEachReaderTakes() {
    let families = [
      MetricFamily(
        "tasks_ended", .counter, "Ended \\ by\nhow.", [.init(3, ("result", "a\"b\\c\nd"))]),
      MetricFamily("age_seconds", .gauge, "Age.", [.init(1.5), .init(2, ("app", "x"))]),
      MetricFamily("none", .gauge, "Nothing.", []),
    ]
    #expect(
      MetricText.openMetrics.text(of: families) == #"""
        # HELP usher_tasks_ended Ended \\ by\nhow.
        # TYPE usher_tasks_ended counter
        usher_tasks_ended_total{result="a\"b\\c\nd"} 3
        # HELP usher_age_seconds Age.
        # TYPE usher_age_seconds gauge
        # UNIT usher_age_seconds seconds
        usher_age_seconds 1.5
        usher_age_seconds{app="x"} 2
        # HELP usher_none Nothing.
        # TYPE usher_none gauge
        # EOF

        """#)
    #expect(
      MetricText.plain.text(of: [families[0]]) == #"""
        # HELP usher_tasks_ended_total Ended \\ by\nhow.
        # TYPE usher_tasks_ended_total counter
        usher_tasks_ended_total{result="a\"b\\c\nd"} 3

        """#)
    #expect(MetricText(accepting: "application/openmetrics-text;version=1.0.0") == .openMetrics)
    #expect(MetricText(accepting: "text/html, */*") == .plain)
  }
}
