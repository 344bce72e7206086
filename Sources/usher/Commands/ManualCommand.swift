import Text
import ArgumentParser
import Foundation
import Manual

/// The manual.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Shows the manual: the topics, a page, or where a word stands.",
    discussion: """
      Without a topic it lists the topics. A page is shown by $PAGER on a terminal, and written as \
      Markdown elsewhere.
      """)

  @Argument(help: "What to read about.", completion: .list(Manual.topics))
  var topic: String?

  @Option(
    name: [.customShort("k"), .customLong("keyword")],
    help: ArgumentHelp("Find the lines that hold this text.", valueName: "word"))
  var keyword: String?

  @OptionGroup var options: Options

  func validate() throws {
    if topic != nil, keyword != nil { throw ValidationError("give a topic or -k, not both") }
  }

  func run() throws {
    if let keyword { return try find(keyword) }
    if let topic { return try show(topic) }
    var list = ResultList(options.form, headings: ["TOPIC", "ABOUT"], limit: 0)
    for page in OwnManual.manual.pages {
      list.add(
        [page.topic, page.summary], ["topic": .string(page.topic), "title": .string(page.title)])
    }
    list.end()
    options.say("usher manual TOPIC shows a page, usher manual -k WORD finds a word")
  }

  private func find(_ keyword: String) throws {
    let matches = OwnManual.manual.lines(holding: keyword)
    guard !matches.isEmpty || options.isForPrograms else {
      throw Failure(
        "the manual does not mention \(keyword.quotedForPeople); try another word", code: "no-topic"
      )
    }
    var list = ResultList(options.form, headings: ["TOPIC", "LINE", "TEXT"], limit: 0)
    for match in matches {
      list.add(
        [match.topic, "\(match.line)", match.text],
        [
          "topic": .string(match.topic), "line": .integer(Int64(match.line)),
          "text": .string(match.text),
        ])
    }
    list.end()
  }

  private func show(_ topic: String) throws {
    guard let page = OwnManual.manual.page(topic) else {
      let near = Manual.nearestTopic(to: topic).map { "did you mean \($0)?" }
      throw Failure(
        "the manual has no topic \(topic.quotedForPeople); "
          + (near ?? "usher manual lists the topics"),
        code: "no-topic")
    }
    if options.isForPrograms {
      return Streams.json([
        "topic": .string(page.topic), "title": .string(page.title), "text": .string(page.text),
      ])
    }
    guard let columns = Streams.columns else { return page.lines.forEach(Streams.standardOutput) }
    let isDumb = ProcessInfo.processInfo.environment["TERM", default: "dumb"] == "dumb"
    let lines = PageLayout(width: min(columns, 100), isBold: !isDumb).lines(of: page)
    if isDumb { return lines.forEach(Streams.standardOutput) }
    Pager.show(lines)
  }
}
