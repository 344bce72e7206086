public import Text
public import Provisioning
import SCIM

extension TaskError {
  /// The error as it is stored and listed.
  public var json: JSONValue {
    [
      "status": status.map { .integer(Int64($0)) } ?? .null,
      "scimType": scimType.map { .string($0) } ?? .null,
      "detail": detail.map { .string($0) } ?? .null,
      "advice": .string(advice),
      "response": response.map { .string($0) } ?? .null,
    ]
  }

  /// An error as it was stored; `nil` where it cannot be read.
  public init?(json: JSONValue) {
    guard let advice = json["advice"]?.string else { return nil }
    self.init(
      status: json["status"]?.integer, scimType: json["scimType"]?.string,
      detail: json["detail"]?.string, advice: advice,
      response: json["response"]?.string)
  }
}
