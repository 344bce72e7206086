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
    if until < now { return "it expired on \(day(until))" }
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
    if names.isEmpty || names.contains(where: { $0 == host.lowercased() || covers($0, host) }) {
      return nil
    }
    let all = names.prefix(5).joined(separator: ", ")
    return address == nil
      ? "it is for \(all), not for \(host)"
      : "it is for \(all), not for the address \(host); use the host's name in `url`"
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
