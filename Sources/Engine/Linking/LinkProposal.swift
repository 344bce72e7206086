public import Text
public import Provisioning
import SCIM

/// An account and the people it is about, as an admin is shown them before it changes hands.
public struct LinkProposal: Sendable, Hashable {
  /// The app's name.
  public var app: String
  /// The account as the app shows it now, or as it was last seen where it is only taken away.
  public var account: JSONValue
  /// The id that the app gave it.
  public var remoteID: String
  /// Whose it is now; `nil` for nobody's.
  public var holder: KnownPerson?
  /// Whose it was last, while it is nobody's; `nil` where usher never knew it as anybody's.
  public var former: KnownPerson?
  /// Who is to have it; `nil` where it is only taken away.
  public var user: KnownPerson?

  /// The people, each by what they are to the account.
  public var people: [(role: String, person: KnownPerson)] {
    [
      holder.map { ("NOW OF", $0) }, former.map { ("ONCE OF", $0) }, user.map { ("TO BE OF", $0) },
    ].compactMap { $0 }
  }
}
