import Testing

@testable import LDAP

@Suite struct LDAPFilterTests {
  @Test(arguments: [
    ("ann", "ann"), ("a*b", "a\\2ab"), ("(x)", "\\28x\\29"), ("a\\b", "a\\5cb"),
    ("a\u{0}", "a\\00"), ("ü", "\\c3\\bc"),
  ])
  func aValueIsEscaped(_ value: String, _ escaped: String) {
    #expect(LDAPFilter.escaped(value) == escaped)
  }

  @Test(arguments: [
    ("(objectClass=person)", ["objectClass"]),
    ("(&(objectClass=person)(!(loginShell=/bin/false)))", ["objectClass", "loginShell"]),
    ("(userAccountControl:1.2.840.113556.1.4.803:=2)", ["userAccountControl"]),
    ("(|(cn~=a)(sn>=b)(SN<=c))", ["cn", "sn"]), ("(cn;lang-de=x)", ["cn"]),
    ("(cn=a\\28b=c\\29)", ["cn"]), ("(1.2.3=x)", []),
  ])
  func theAttributesThatItCompares(_ filter: String, _ names: [String]) {
    #expect(LDAPFilter.attributes(of: filter) == names)
  }

  @Test func theAttributesThatAServerKnows() {
    let schema = LDAPSchema([
      "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'a ''name''' SUP name )",
      "( 0.9.2342.19200300.100.1.1 NAME 'uid' EQUALITY caseIgnoreMatch )",
    ])
    for name in ["cn", "commonname", "UID", "cn;lang-de", "1.2.3"] { #expect(schema.knows(name)) }
    for name in ["sn", "name", "DESC"] { #expect(!schema.knows(name)) }
  }
}
