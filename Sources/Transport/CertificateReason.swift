public import Foundation
import NIOSSL

/// Why a certificate that a server showed is not accepted, as far as the certificate itself tells.
public enum CertificateReason {
  /// The reason as the end of a sentence; `nil` where its dates and names are right, so that its
  /// authority is what is not trusted.
  ///
  /// - Parameter der: the certificate.
  public static func words(_ der: [UInt8], host: String, now: Date = Date()) -> String? {
    guard let certificate = try? NIOSSLCertificate(bytes: der, format: .der) else {
      return "it cannot be read"
    }
    let from = Date(timeIntervalSince1970: TimeInterval(certificate.notValidBefore))
    let until = Date(timeIntervalSince1970: TimeInterval(certificate.notValidAfter))
    if until < now { return "it expired on \(day(until)); have it renewed" }
    if from > now {
      return "it is valid only from \(day(from)); is this machine's clock right?"
    }
    let address = AddressBlock.address(host)
    let names = certificate._subjectAlternativeNames().compactMap { name -> String? in
      switch name.nameType {
      case .dnsName: String(decoding: Array(name.contents), as: UTF8.self).lowercased()
      case .ipAddress: self.address(Array(name.contents))
      default: nil
      }
    }
    if names.isEmpty { return common(CertificateSubject.commonName(of: der), host) }
    if names.contains(where: { isFor($0, host) }) { return nil }
    let all = names.prefix(5).joined(separator: ", ")
    return address == nil
      ? "it is for \(all), not for \(host); use a name of the certificate in `url`"
      : "it is for \(all), not for the address \(host); use the host's name in `url`"
  }

  /// A certificate without alternative names is for its common name alone.
  private static func common(_ name: String?, _ host: String) -> String? {
    if let name, isFor(name.lowercased(), host) { return nil }
    let what = name.map { "its common name is \($0), not \(host)" } ?? "it has no common name"
    return
      "it has no subject alternative name, and \(what); have one issued with \(host) among its alternative names"
  }

  private static func isFor(_ name: String, _ host: String) -> Bool {
    name == host.lowercased() || covers(name, host)
  }

  private static func covers(_ pattern: String, _ host: String) -> Bool {
    guard pattern.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return false }
    return pattern.dropFirst(1) == host[dot...].lowercased()
  }

  private static func address(_ bytes: [UInt8]) -> String? {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    guard bytes.count == 16 else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    return inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count)).map { String(cString: $0) }
  }

  private static func day(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day())
  }
}
