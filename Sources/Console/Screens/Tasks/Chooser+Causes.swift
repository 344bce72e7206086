import Text
import Engine
import Screen

extension Chooser {
  /// Failed tasks by what made them fail; the one that is chosen becomes the filter, with the key that
  /// cures it.
  init(_ causes: [FailureCause]) {
    let options = causes.enumerated().map { index, cause in
      let count = Count.grouped(cause.count)
      return Option(
        value: String(index),
        title: "\(count.fitted(7)) \(cause.cure.keys.fitted(8)) \(cause.advice)")
    }
    self.init(
      "Failed tasks by cause: how many, the key that cures, what happened", options,
      then: .screen { (screen: inout TasksScreen, frame: inout Frame, value) in
        guard let index = Int(value) else { return }
        screen.setFilter("status:failed \"\(causes[index].searched)\"", &frame)
        frame.say("\(causes[index].cure.keys): \(causes[index].cure.words)")
      })
  }
}

extension FailureCause {
  /// The key that cures it, and what that does.
  var cure: (keys: String, words: String) {
    switch status {
    case 401, 403: ("1", "correct the token on Connection, then Ctrl-r tries all of these again")
    case 400, 422:
      ("3", "correct the parameter, or the person on 6 Directory; then R files it anew")
    case 404, 409, 412: ("V", "reads the app back; then R plans what is still missing")
    default: ("Ctrl-r", "tries all of these again")
    }
  }

  /// The part of the sentence by which its tasks are found.
  var searched: String {
    let parts = advice.split { "\"\\/:".contains($0) || !$0.isASCII }
    return String((parts.max { $0.count < $1.count } ?? "").prefix(60)).trimmed
  }
}
