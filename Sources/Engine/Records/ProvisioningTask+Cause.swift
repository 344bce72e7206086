import Provisioning

extension ProvisioningTask {
  /// Why it failed, without the name, so that failures of one cause are told together.
  var cause: String {
    let advice = error?.advice ?? reason
    return name.isEmpty ? advice : advice.replacing(" of \(name)", with: "")
  }
}
