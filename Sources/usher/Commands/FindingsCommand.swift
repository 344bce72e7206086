import Text
import ArgumentParser
import Engine
import Provisioning
import SCIM

extension ConnectionCommand {
  /// What an app was seen to do with attributes.
  struct Findings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "findings",
      abstract: "Lists the attributes that an app does not keep, with the accounts that showed it.")

    @Argument(help: "The app.") var app: String

    @Option(
      help: ArgumentHelp(
        "Forget what was found of this attribute; reapply sends it again.", valueName: "attribute"))
    var forget: String?

    @OptionGroup var options: Options

    func run() async throws {
      let engine = try Composition(options).engine
      if let forget {
        try engine.findings.forget(app, path: forget)
        return options.say("\(forget): forgotten; usher reapply \(app) sends it again")
      }
      var list = ResultList(options.form, headings: ["ATTRIBUTE", "WHAT WAS FOUND"], limit: 0)
      for finding in try engine.findings.all(app) {
        list.add([finding.path, finding.sentence], Self.json(finding))
      }
      list.end(empty: "no findings: \(app) keeps what it was sent")
    }

    private static func json(_ finding: AttributeFinding) -> JSONValue {
      [
        "attribute": .string(finding.path), "learned": .bool(finding.isLearned),
        "computed": .bool(finding.isComputed),
        "evidence": .array(
          finding.evidence.map { seen in
            [
              "account": .string(seen.account), "userName": .string(seen.name),
              "sent": seen.sent ?? .null, "shown": seen.shown ?? .null,
              "seenAt": .string(DateTime.text(seen.at)),
            ]
          }),
      ]
    }
  }
}
