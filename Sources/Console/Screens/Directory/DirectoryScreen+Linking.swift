import Text
import Engine
import Provisioning
import SCIM
import Screen

/// An account changes hands only on purpose, once it was seen beside the people it is about.
extension DirectoryScreen {
  func promptLink(_ frame: inout Frame) {
    guard let app = frame.app?.app.name, let user = list.row?.user.username else { return }
    frame.prompt(
      "Account of \(app) for \(user) (id or userName)",
      then: .frame { frame, account in
        if !account.isEmpty {
          frame.begin(.proposeLink(app: app, user: user, account: account))
        }
      })
  }

  func proposeUnlink(_ frame: inout Frame) {
    guard let app = frame.app?.app.name, let user = list.row?.user.username else { return }
    frame.begin(.proposeUnlink(app: app, user: user))
  }

  func ask(_ proposal: LinkProposal, _ frame: inout Frame) {
    let account = proposal.account
    let name = account["userName"]?.scalarText ?? proposal.remoteID
    let about = [
      account["displayName"]?.scalarText, account.values(at: "emails.value").first?.scalarText,
      account["externalId"]?.scalarText, account["active"]?.bool == false ? "inactive" : nil,
    ]
    var lines = [
      Line("account  \(name) (id \(proposal.remoteID))"),
      Line("         \(about.compactMap { $0 }.joined(separator: ", "))"),
    ]
    for (role, person) in proposal.people {
      let isLoser = role == "NOW OF"
      lines.append(
        Line("\(role.lowercased().fitted(8)) \(person.words)", isLoser ? .warning : .text))
    }
    if proposal.user == nil { lines.append(Line("In the app it stays as it is.")) }
    let isLink = proposal.user != nil
    frame.ask(
      Dialog(
        title: "\(isLink ? "LINK" : "UNLINK") \(name)", lines: lines,
        answers: [
          Dialog.Answer(
            "y", isLink ? "link" : "unlink",
            begins: isLink ? .link(proposal) : .unlink(proposal))
        ], openedAt: frame.now))
  }
}

extension KnownPerson {
  fileprivate var words: String {
    let names = ["firstname", "lastname"].compactMap { user.attributes[$0] }
    let parts = [
      user.username, names.joined(separator: " "), user.attributes["email"] ?? "",
      isDeleted ? "left" : user.status.rawValue,
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
