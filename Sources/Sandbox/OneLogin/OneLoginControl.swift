import Text
import SCIM

/// `/sandbox/…`: what a test can look at and change. Only the tester may.
///
/// | request | what it does |
/// | --- | --- |
/// | `GET /sandbox/fixture` | the tenant as it is |
/// | `PUT /sandbox/fixture` | another tenant |
/// | `PUT /sandbox/quirks` | a list of switches, in the place of those that are on |
/// | `PUT /sandbox/faults` | a list of faults, in the place of those that are on |
/// | `POST /sandbox/revoke` | the access token is refused from now on |
/// | `GET /sandbox/requests` | the requests so far, without the tester's own |
enum OneLoginControl {
  /// Answers a call.
  ///
  /// - Parameter log: the requests so far.
  static func answer(
    _ call: OneLoginCall, _ state: inout OneLoginState, _ injector: inout FaultInjector,
    _ log: [SandboxLogEntry]
  ) throws(OneLoginFailure) -> HTTPResponse {
    guard call.isTester else { throw .v2(401, name: "Unauthorized", "Unauthorized") }
    switch (call.method, call.segments.dropFirst().joined(separator: "/")) {
    case ("GET", "fixture"): return .json(200, state.tenant.fixture)
    case ("PUT", "fixture"):
      do {
        state.tenant = try OneLoginTenant(try call.json(), now: call.now)
      } catch let error as OneLoginFixtureError {
        throw .badRequest(error.description)
      } catch {
        throw .badRequest("the body is not JSON")
      }
    case ("PUT", "quirks"):
      do {
        state.quirks = try OneLoginQuirks(Self.texts(call))
      } catch let error as OneLoginSwitchError {
        throw .badRequest(error.description)
      } catch {
        throw .badRequest("the body is no list of texts")
      }
    case ("PUT", "faults"):
      do {
        injector = FaultInjector(try Self.texts(call).map { try SandboxFault(parsing: $0) })
      } catch let error as SandboxFaultError {
        throw .badRequest(error.description)
      } catch {
        throw .badRequest("the body is no list of texts")
      }
    case ("POST", "revoke"): state.token = nil
    case ("GET", "requests"):
      return .json(
        200,
        .array(
          log.map { entry in
            [
              "method": .string(entry.request.method), "target": .string(entry.request.target),
              "status": entry.status.map { .integer(Int64($0)) } ?? .null,
            ]
          }))
    default: throw .notFound("Resource")
    }
    return .json(204)
  }

  private static func texts(_ call: OneLoginCall) throws(OneLoginFailure) -> [String] {
    guard let array = try call.json().array else { throw .badRequest("Expected array in request") }
    return array.compactMap(\.string)
  }
}
