import Text
import SCIM
import Testing

@Suite struct RequestTests {
  @Test func listsAskForWhatIsSaid() {
    #expect(HTTPRequest.list("Users") == HTTPRequest("GET", "/Users"))
    let query = ListQuery(
      filter: .equals("userName", "O'Neil & \"Co\"+"), startIndex: 1, count: 100, cursor: "",
      sortBy: "name.familyName", descending: true, attributes: ["id", "userName"],
      excludedAttributes: ["members"])
    #expect(
      HTTPRequest.list("/Users", query).path
        == "/Users?filter=userName%20eq%20%22O%27Neil%20%26%20%5C%22Co%5C%22%2B%22&startIndex=1"
        + "&count=100&cursor=&sortBy=name.familyName&sortOrder=descending"
        + "&attributes=id%2CuserName&excludedAttributes=members")
  }

  @Test func writesAreAddressedByAnEncodedId() {
    let body: JSONValue = ["userName": "a"]
    #expect(
      HTTPRequest.get("Groups", id: "a/b@c", attributes: ["members"])
        == HTTPRequest("GET", "/Groups/a%2Fb%40c?attributes=members"))
    #expect(HTTPRequest.create("Users", body) == HTTPRequest("POST", "/Users", body: body))
    #expect(
      HTTPRequest.replace("Users", id: "..", body, ifMatch: "W/\"1\"")
        == HTTPRequest("PUT", "/Users/%2E%2E", body: body, headers: ["If-Match": "W/\"1\""]))
    #expect(HTTPRequest.delete("Users", id: "1") == HTTPRequest("DELETE", "/Users/1"))
    #expect(
      HTTPRequest.patch("v2/Users", id: "1", [PatchOperation(.remove, "title")])
        == HTTPRequest(
          "PATCH", "/v2/Users/1", body: Patch.body([PatchOperation(.remove, "title")])))
  }
}
